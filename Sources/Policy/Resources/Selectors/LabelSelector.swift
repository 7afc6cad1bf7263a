/// A selector over labels in Calico's language: `rack == 'r1' && has(role)`. The empty one matches everything.
public struct LabelSelector: Hashable, Sendable {
  indirect enum Expression: Hashable, Sendable {
    case all
    case has(String)
    case equals(String, String)
    case isIn(String, Set<String>)
    case contains(String, String)
    case startsWith(String, String)
    case endsWith(String, String)
    case not(Expression)
    case and([Expression])
    case or([Expression])
  }

  let expression: Expression

  /// Whether these labels match.
  public func matches(_ labels: [String: String]) -> Bool { Self.evaluate(expression, labels) }

  /// Reads a selector.
  public init(_ text: String) throws(LabelSelectorFault) {
    var parser = LabelSelectorParser(text)
    expression = try parser.parse()
  }

  private static func evaluate(_ expression: Expression, _ labels: [String: String]) -> Bool {
    switch expression {
    case .all: true
    case .has(let key): labels[key] != nil
    case .equals(let key, let value): labels[key] == value
    case .isIn(let key, let values): labels[key].map(values.contains) ?? false
    case .contains(let key, let part): labels[key].map { occurs(part, in: $0) } ?? false
    case .startsWith(let key, let part): labels[key]?.hasPrefix(part) ?? false
    case .endsWith(let key, let part): labels[key]?.hasSuffix(part) ?? false
    case .not(let inner): !evaluate(inner, labels)
    case .and(let parts): parts.allSatisfy { evaluate($0, labels) }
    case .or(let parts): parts.contains { evaluate($0, labels) }
    }
  }

  private static func occurs(_ part: String, in text: String) -> Bool {
    let (needle, hay) = (Array(part.utf8), Array(text.utf8))
    if needle.count > hay.count { return false }
    return (0...(hay.count - needle.count)).contains { hay[$0..<($0 + needle.count)].elementsEqual(needle) }
  }
}

/// Why a text is not a selector.
public struct LabelSelectorFault: Error, Hashable, Sendable, CustomStringConvertible {
  /// What would have been right.
  public var expected: String
  /// Where, in characters from the start of the text.
  public var offset: Int

  /// One phrase.
  public var description: String { "expected \(expected) at character \(offset + 1)" }
}
