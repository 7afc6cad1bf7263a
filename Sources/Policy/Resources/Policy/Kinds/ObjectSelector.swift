/// A Kubernetes LabelSelector: all of its labels and all of its expressions; the empty one matches everything.
public struct ObjectSelector: Hashable, Sendable {
  /// `matchLabels`.
  public var labels: [String: String] = [:]
  /// `matchExpressions`.
  public var expressions: [Expression] = []

  /// Joins the parts.
  public init(labels: [String: String] = [:], expressions: [Expression] = []) {
    self.labels = labels
    self.expressions = expressions
  }

  /// One requirement.
  public enum Expression: Hashable, Sendable {
    /// The key is there with one of these values.
    case isIn(key: String, values: [String])
    /// The key is not there, or has none of these values.
    case notIn(key: String, values: [String])
    /// The key is there.
    case exists(key: String)
    /// The key is not there.
    case doesNotExist(key: String)
  }

  /// The same in the selector language.
  public var selector: String {
    let equal = labels.sorted { $0.key < $1.key }.map { "\($0.key) == \(SelectorText.quoted($0.value))" }
    return (equal + expressions.map(Self.text)).joined(separator: " && ")
  }

  private static func text(_ expression: Expression) -> String {
    switch expression {
    case .isIn(let key, let values): "\(key) in \(SelectorText.set(values))"
    case .notIn(let key, let values): "\(key) not in \(SelectorText.set(values))"
    case .exists(let key): "has(\(key))"
    case .doesNotExist(let key): "!has(\(key))"
    }
  }
}
