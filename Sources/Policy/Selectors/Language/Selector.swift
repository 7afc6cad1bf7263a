/// An expression over labels in Calico's language: `rack == 'r1' && has(role)`. The empty one matches everything.
///
/// Two selectors are equal when their canonical forms are; that is a matter of writing, `has(a) && has(b)` and `has(b) && has(a)` differ.
public struct Selector: Hashable, Sendable {
  /// The tree, without needless parts: see ``init(_:)-(Expression)``.
  public let expression: Expression

  /// Matches whatever has labels or not.
  public static let all = Selector(.all)

  /// Reads a selector.
  public init(_ text: String) throws(SelectorFault) {
    var parser = SelectorParser(text)
    expression = try parser.parse()
  }

  /// Takes a tree: sets are sorted and without duplicates, an even number of `!` cancels, a group of one is its content, an empty `&&` is
  /// `all()` and an empty `||` is `!all()`.
  public init(_ expression: Expression) { self.expression = expression.normalized }
}

extension Selector: CustomStringConvertible {
  /// The canonical form.
  public var description: String { canonical }
}
