/// Why a text is not a selector.
public struct SelectorFault: Error, Hashable, Sendable {
  /// What would have been right at the place.
  public enum Expectation: Hashable, Sendable {
    /// A label, a function, `!` or `(`.
    case operand
    /// What follows the name of a label.
    case test(of: String)
    /// The name of a label, in `has()`.
    case name
    /// A name that is not longer than the language allows.
    case shorterName
    /// A value.
    case text
    /// The quote that ends a text.
    case endOfText(quote: Character)
    /// `{`
    case set
    /// A value of a set, or its end.
    case itemOrEnd
    /// What follows a value of a set.
    case separatorOrEnd
    /// `)` after `has(name`, `all(` or `global(`.
    case closing
    /// What follows a complete expression.
    case connective(inParentheses: Bool)
    /// Fewer groups within groups.
    case shallower(limit: Int)
  }

  /// What would have been right.
  public var expected: Expectation
  /// What is there; nil at the end of the text.
  public var found: String?
  /// Where, in Unicode scalars from the start of the text, from 0.
  public var offset: Int

  /// Joins the parts.
  public init(expected: Expectation, found: String?, offset: Int) {
    self.expected = expected
    self.found = found
    self.offset = offset
  }
}

extension SelectorFault: CustomStringConvertible {
  /// One phrase: what was expected, what was found, where.
  public var description: String {
    let what: String =
      switch found {
      case nil: "the end"
      case "\n", "\r", "\r\n": "a line break"
      case let found?: "\"\(found)\""
      }
    return "expected \(expected), found \(what) at character \(offset + 1)"
  }
}

extension SelectorFault.Expectation: CustomStringConvertible {
  /// A noun phrase.
  public var description: String {
    switch self {
    case .operand: "a label, has(), all(), ! or \"(\""
    case .test: "==, !=, in, not in, contains, starts with or ends with"
    case .name: "a label"
    case .shorterName: "a name of at most \(SelectorScanner.maximumName) characters"
    case .text: "a text in quotes"
    case .endOfText(let quote): "a text that ends with \(quote)"
    case .set: "\"{\""
    case .itemOrEnd: "a text in quotes or \"}\""
    case .separatorOrEnd: "\",\" or \"}\""
    case .closing: "\")\""
    case .connective(let inParentheses): inParentheses ? "&&, || or \")\"" : "&&, || or the end"
    case .shallower(let limit): "at most \(limit) groups within each other"
    }
  }
}
