extension Selector {
  /// Whether these labels match. A missing label satisfies only `!=` and `not in`.
  public func matches(_ labels: [String: String]) -> Bool {
    expression.matches { name in
      // The dictionary compares as String does, so what it finds may be another name: see LabelText.
      guard let index = labels.index(forKey: name.string), LabelText(labels[index].key) == name else { return nil }
      return LabelText(labels[index].value)
    }
  }
}

extension Selector.Expression {
  /// Whether labels match that are found by their name.
  func matches(_ value: (LabelText) -> LabelText?) -> Bool {
    switch self {
    case .all, .global: true
    case .has(let name): value(name) != nil
    case .label(let name, let comparison): comparison.holds(value(name))
    case .not(let inner): !inner.matches(value)
    case .and(let parts): parts.allSatisfy { $0.matches(value) }
    case .or(let parts): parts.contains { $0.matches(value) }
    }
  }
}

extension Selector.Comparison {
  /// Whether a value passes; nil is that of a missing label.
  func holds(_ value: LabelText?) -> Bool {
    switch self {
    case .equals(let wanted): value == wanted
    case .differs(let unwanted): value != unwanted
    case .isIn(let values): value.map(values.contains) ?? false
    case .isNotIn(let values): !(value.map(values.contains) ?? false)
    case .contains(let part): value?.contains(part) ?? false
    case .startsWith(let part): value?.starts(with: part) ?? false
    case .endsWith(let part): value?.ends(with: part) ?? false
    }
  }
}
