/// Recursive descent over the characters of a selector.
struct LabelSelectorParser {
  private typealias Expression = LabelSelector.Expression

  private let characters: [Character]
  private var position = 0
  private var depth = 0

  /// No real selector nests deeper; a deeper one could exhaust the stack.
  private static let maximumDepth = 64

  init(_ text: String) { characters = Array(text) }

  mutating func parse() throws(LabelSelectorFault) -> LabelSelector.Expression {
    skipSpaces()
    if position == characters.count { return .all }
    let expression = try alternatives()
    if position < characters.count { throw fault("&&, || or the end") }
    return expression
  }

  private mutating func alternatives() throws(LabelSelectorFault) -> Expression {
    var parts = [try conjunction()]
    while take("||") { parts.append(try conjunction()) }
    return parts.count == 1 ? parts[0] : .or(parts)
  }

  private mutating func conjunction() throws(LabelSelectorFault) -> Expression {
    var parts = [try operand()]
    while take("&&") { parts.append(try operand()) }
    return parts.count == 1 ? parts[0] : .and(parts)
  }

  private mutating func operand() throws(LabelSelectorFault) -> Expression {
    depth += 1
    defer { depth -= 1 }
    if depth > Self.maximumDepth { throw fault("at most \(Self.maximumDepth) nested expressions") }
    if take("!") { return .not(try operand()) }
    if take("(") {
      let inner = try alternatives()
      if !take(")") { throw fault("\")\"") }
      return inner
    }
    return try condition()
  }

  private mutating func condition() throws(LabelSelectorFault) -> Expression {
    let start = position
    guard let key = word() else { throw fault("a label, has(), all(), ! or \"(\"") }
    if take("(") {
      switch key {
      case "all", "global":
        if !take(")") { throw fault("\")\"") }
        return key == "all" ? .all : .not(.has("projectcalico.org/namespace"))
      case "has":
        guard let label = word() else { throw fault("a label") }
        if !take(")") { throw fault("\")\"") }
        return .has(label)
      default:
        position = start
        throw fault("has(), all() or global()")
      }
    }
    return try comparison(of: key)
  }

  private mutating func comparison(of key: String) throws(LabelSelectorFault) -> Expression {
    if take("==") { return .equals(key, try quoted()) }
    if take("!=") { return .not(.equals(key, try quoted())) }
    let start = position
    switch word() {
    case "in": return .isIn(key, try set())
    case "not" where word() == "in": return .not(.isIn(key, try set()))
    case "contains": return .contains(key, try quoted())
    case "starts" where word() == "with": return .startsWith(key, try quoted())
    case "ends" where word() == "with": return .endsWith(key, try quoted())
    default:
      position = start
      throw fault("==, !=, in, not in, contains, starts with or ends with")
    }
  }

  private mutating func set() throws(LabelSelectorFault) -> Set<String> {
    if !take("{") { throw fault("\"{\"") }
    var values: Set<String> = []
    if take("}") { return values }
    repeat { values.insert(try quoted()) } while take(",")
    if !take("}") { throw fault("\"}\"") }
    return values
  }

  private mutating func quoted() throws(LabelSelectorFault) -> String {
    guard position < characters.count, characters[position] == "'" || characters[position] == "\"" else {
      throw fault("a text in quotes")
    }
    let quote = characters[position]
    guard let end = characters[(position + 1)...].firstIndex(of: quote) else { throw fault("a text that ends with \(quote)") }
    let text = String(characters[(position + 1)..<end])
    position = end + 1
    skipSpaces()
    return text
  }

  /// A label's name or a word of the language.
  private mutating func word() -> String? {
    let start = position
    while position < characters.count, Self.isWord(characters[position]) { position += 1 }
    if start == position { return nil }
    let text = String(characters[start..<position])
    skipSpaces()
    return text
  }

  private static func isWord(_ character: Character) -> Bool {
    character.isASCII && (character.isLetter || character.isNumber || "_./-".contains(character))
  }

  private mutating func take(_ token: String) -> Bool {
    guard characters[position...].starts(with: token) else { return false }
    position += token.count
    skipSpaces()
    return true
  }

  private mutating func skipSpaces() {
    while position < characters.count, characters[position].isWhitespace { position += 1 }
  }

  private func fault(_ expected: String) -> LabelSelectorFault { LabelSelectorFault(expected: expected, offset: position) }
}
