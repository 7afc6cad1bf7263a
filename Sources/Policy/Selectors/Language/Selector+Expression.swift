extension Selector {
  /// What a selector says.
  public indirect enum Expression: Hashable, Sendable {
    /// `all()`: everything.
    case all
    /// `global()`: everything, until the field that it stands in gives it a meaning.
    case global
    /// `has(name)`
    case has(LabelText)
    /// `name == "value"` and its relatives.
    case label(LabelText, Comparison)
    /// `!`
    case not(Expression)
    /// `&&`
    case and([Expression])
    /// `||`
    case or([Expression])
  }

  /// What the value of one label has to be.
  public enum Comparison: Hashable, Sendable {
    /// `== "value"`
    case equals(LabelText)
    /// `!= "value"`: true without the label.
    case differs(LabelText)
    /// `in {…}`
    case isIn([LabelText])
    /// `not in {…}`: true without the label.
    case isNotIn([LabelText])
    /// `contains "part"`
    case contains(LabelText)
    /// `starts with "part"`
    case startsWith(LabelText)
    /// `ends with "part"`
    case endsWith(LabelText)
  }
}

extension Selector.Expression {
  /// The same with sorted sets, and without double negation and groups of one.
  var normalized: Selector.Expression {
    switch self {
    case .all, .global, .has: self
    case .label(let name, let comparison): .label(name, comparison.normalized)
    case .not(let inner): inner.normalized.negated
    case .and(let parts): Self.group(parts.map(\.normalized), empty: .all, Self.and)
    case .or(let parts): Self.group(parts.map(\.normalized), empty: .not(.all), Self.or)
    }
  }

  /// The opposite; that of a negation is what it negates.
  var negated: Selector.Expression {
    if case .not(let inner) = self { inner } else { .not(self) }
  }

  /// Joins parts, unless there is nothing to join.
  static func group(_ parts: [Self], empty: Self = .all, _ join: ([Self]) -> Self) -> Self {
    parts.count > 1 ? join(parts) : parts.first ?? empty
  }
}

extension Selector.Comparison {
  var normalized: Selector.Comparison {
    switch self {
    case .isIn(let values): .isIn(Self.sorted(values))
    case .isNotIn(let values): .isNotIn(Self.sorted(values))
    default: self
    }
  }

  /// In order of the bytes, each once.
  static func sorted(_ values: [LabelText]) -> [LabelText] {
    values.sorted().reduce(into: []) { if $0.last != $1 { $0.append($1) } }
  }
}
