extension Selector {
  /// Both must match.
  public func and(_ other: Selector) -> Selector { Selector(.and([expression, other.expression])) }

  /// The same about labels whose names have this prefix: `pcns.` turns a namespace selector into one over endpoints.
  public func prefixingNames(with prefix: String) -> Selector {
    Selector(
      expression.replacingLeaves { leaf in
        switch leaf {
        case .has(let name): .has(LabelText(prefix + name.string))
        case .label(let name, let comparison): .label(LabelText(prefix + name.string), comparison)
        default: leaf
        }
      })
  }

  /// The same with a meaning for `all()` and `global()`, which have one only in the field that they stand in.
  public func replacing(all: Expression = .all, global: Expression = .global) -> Selector {
    Selector(
      expression.replacingLeaves { leaf in
        switch leaf {
        case .all: all
        case .global: global
        default: leaf
        }
      })
  }
}

extension Selector.Expression {
  fileprivate func replacingLeaves(_ replace: (Self) -> Self) -> Self {
    switch self {
    case .all, .global, .has, .label: replace(self)
    case .not(let inner): .not(inner.replacingLeaves(replace))
    case .and(let parts): .and(parts.map { $0.replacingLeaves(replace) })
    case .or(let parts): .or(parts.map { $0.replacingLeaves(replace) })
    }
  }
}
