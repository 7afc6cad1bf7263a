/// Reads a whole selector. The groups that are open stand on a stack of its own, so that the depth of a text is not that of the program.
struct SelectorParser {
  private typealias Expression = Selector.Expression

  /// What has been read between a parenthesis, or the start, and here.
  private struct Group {
    /// Whether `!` stood before the parenthesis.
    var isNegated = false
    /// Complete operands of `||`.
    var alternatives: [Selector.Expression] = []
    /// Complete operands of the `&&` that is being read.
    var factors: [Selector.Expression] = []
    /// How many groups of more than one operand stand within each other in the operands.
    var depth = 0
    /// The same of the factors alone.
    var factorDepth = 0
  }

  /// Trees are walked by recursion, so their depth is limited; parentheses around one operand do not count.
  static let maximumDepth = 256

  private var scanner: SelectorScanner
  private var groups = [Group()]

  init(_ text: String) { scanner = SelectorScanner(text) }

  /// `selector = ws [ or ] ws`
  mutating func parse() throws(SelectorFault) -> Selector.Expression {
    scanner.skipBlanks()
    if scanner.peek == nil { return .all }
    while true {
      let isNegated = negations()
      if scanner.take("(") {
        groups.append(Group(isNegated: isNegated))
      } else {
        let operand = try primary()
        add(isNegated ? operand.negated : operand, depth: 0)
        if let whole = try afterOperand() { return whole }
      }
    }
  }

  /// An even number cancels.
  private mutating func negations() -> Bool {
    var isNegated = false
    while scanner.take("!") { isNegated.toggle() }
    return isNegated
  }

  /// Closes parentheses and reads a connective; nil when another operand has to follow.
  private mutating func afterOperand() throws(SelectorFault) -> Selector.Expression? {
    while true {
      if scanner.take("&&") { return nil }
      if scanner.take("||") {
        try closeFactors()
        return nil
      }
      let isOutermost = groups.count == 1
      if isOutermost, scanner.peek == nil { return try close().expression }
      guard !isOutermost, scanner.take(")") else { throw scanner.fault(.connective(inParentheses: !isOutermost)) }
      let (expression, depth) = try close()
      add(expression, depth: depth)
    }
  }

  private mutating func add(_ operand: Selector.Expression, depth: Int) {
    groups[groups.count - 1].factors.append(operand)
    groups[groups.count - 1].factorDepth = max(groups[groups.count - 1].factorDepth, depth)
  }

  /// `and = unary { ws "&&" unary }` is complete.
  private mutating func closeFactors() throws(SelectorFault) {
    var group = groups.removeLast()
    let depth = group.factorDepth + (group.factors.count > 1 ? 1 : 0)
    group.alternatives.append(Expression.group(group.factors, Expression.and))
    group.depth = max(group.depth, depth)
    (group.factors, group.factorDepth) = ([], 0)
    groups.append(group)
    if depth > Self.maximumDepth { throw scanner.fault(.shallower(limit: Self.maximumDepth)) }
  }

  /// `or = and { ws "||" and }` is complete.
  private mutating func close() throws(SelectorFault) -> (expression: Selector.Expression, depth: Int) {
    try closeFactors()
    let group = groups.removeLast()
    let expression = Expression.group(group.alternatives, Expression.or)
    let depth = group.depth + (group.alternatives.count > 1 ? 1 : 0)
    if depth > Self.maximumDepth { throw scanner.fault(.shallower(limit: Self.maximumDepth)) }
    return (group.isNegated ? expression.negated : expression, depth)
  }

  /// A function or a label's test.
  private mutating func primary() throws(SelectorFault) -> Selector.Expression {
    let name = try scanner.name(expected: .operand)
    // C.1: has(, all( and global( take no blank before the parenthesis; without one they are names.
    switch name {
    case "has" where scanner.takeHere("("):
      let label = try scanner.name(expected: .name)
      try closing()
      return .has(LabelText(label))
    case "all" where scanner.takeHere("("):
      try closing()
      return .all
    case "global" where scanner.takeHere("("):
      try closing()
      return .global
    default:
      return .label(LabelText(name), try test(of: name))
    }
  }

  private mutating func closing() throws(SelectorFault) {
    if !scanner.take(")") { throw scanner.fault(.closing) }
  }

  /// `test`: the longest word counts, so that `b` of the grammar holds by itself.
  private mutating func test(of name: String) throws(SelectorFault) -> Selector.Comparison {
    if scanner.take("==") { return .equals(try scanner.quoted()) }
    if scanner.take("!=") { return .differs(try scanner.quoted()) }
    scanner.skipBlanks()
    let start = scanner.position
    switch scanner.word() {
    case "contains": return .contains(try scanner.quoted())
    case "in": return .isIn(try set())
    case "notin": return .isNotIn(try set())
    case "not" where scanner.word() == "in": return .isNotIn(try set())
    case "startswith": return .startsWith(try scanner.quoted())
    case "starts" where scanner.word() == "with": return .startsWith(try scanner.quoted())
    case "endswith": return .endsWith(try scanner.quoted())
    case "ends" where scanner.word() == "with": return .endsWith(try scanner.quoted())
    default: throw scanner.fault(.test(of: name), at: start)
    }
  }

  /// `set`: one trailing comma is accepted, a leading one is not.
  private mutating func set() throws(SelectorFault) -> [LabelText] {
    if !scanner.take("{") { throw scanner.fault(.set) }
    var values: [LabelText] = []
    while !scanner.take("}") {
      values.append(try scanner.quoted(expected: .itemOrEnd))
      if scanner.take(",") { continue }
      if scanner.take("}") { break }
      throw scanner.fault(.separatorOrEnd)
    }
    return Selector.Comparison.sorted(values)
  }
}
