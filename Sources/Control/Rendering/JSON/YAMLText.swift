import ControlAPI

/// Writes a JSON document as YAML 1.2: block style, strings in quotes only where they would be read as something else.
public enum YAMLText {
  /// The document, with a line feed at its end.
  public static func render(_ value: JSONValue) -> String {
    if value.isScalar { return scalar(value) + "\n" }
    return lines(value).joined(separator: "\n") + "\n"
  }

  private static func lines(_ value: JSONValue) -> [String] {
    switch value {
    case .array(let items): items.flatMap(item)
    case .object(let members): members.sorted { $0.key < $1.key }.flatMap(member)
    default: [scalar(value)]
    }
  }

  /// `- ` before the first line of an item, and its width before the others.
  private static func item(_ value: JSONValue) -> [String] {
    let inner = lines(value)
    return inner.enumerated().map { ($0.offset == 0 ? "- " : "  ") + $0.element }
  }

  private static func member(_ key: String, _ value: JSONValue) -> [String] {
    let name = string(key)
    if value.isScalar { return ["\(name): \(scalar(value))"] }
    return ["\(name):"] + lines(value).map { "  " + $0 }
  }

  private static func scalar(_ value: JSONValue) -> String {
    if case .string(let text) = value { return string(text) }
    return value.scalarText
  }

  private static func string(_ text: String) -> String { isPlain(text) ? text : JSONText.quote(text) }

  /// Whether a text means itself without quotes. Rather too strict: a colon is everywhere in addresses, and `1:2` is a number to YAML 1.1.
  private static func isPlain(_ text: String) -> Bool {
    guard let first = text.unicodeScalars.first, isLetter(first) || first == "/" else { return false }
    if reserved.contains(text.lowercased()) || text.hasSuffix(" ") { return false }
    return text.unicodeScalars.allSatisfy { isLetter($0) || ("0"..."9").contains($0) || " /_.-+,()'".unicodeScalars.contains($0) }
  }

  private static func isLetter(_ scalar: Unicode.Scalar) -> Bool { ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar) }

  /// What YAML 1.1 or 1.2 reads as a boolean, null or number.
  private static let reserved: Set<String> = ["true", "false", "yes", "no", "on", "off", "y", "n", "null", "nan", "inf"]
}
