import Resources

/// Which policies count.
public enum PolicyView: Hashable, Sendable {
  /// Those in force.
  case enforced
  /// Those in force, and staged ones beside them at their place in the order, as Calico shows its pending verdicts.
  case pending
  /// What would be if the staged ones were made real: they replace or remove those of their name.
  case preview

  /// Whether a policy counts by itself; a preview also takes policies away that others replace.
  func holds(_ policy: Policy) -> Bool {
    guard let action = policy.stagedAction else { return true }
    return self != .enforced && (action == .set || action == .learn)
  }

  func policies(of model: PolicyModel) -> [Policy] {
    let enforced = model.policies.filter { $0.stagedAction == nil }
    if self == .enforced { return enforced }
    let staged = model.policies.filter { $0.stagedAction == .set || $0.stagedAction == .learn }
    if self == .pending { return enforced + staged }
    let replaced = Set(model.policies.compactMap(Self.replaced))
    return enforced.filter { !replaced.contains($0.id) } + staged
  }

  private static func replaced(by policy: Policy) -> PolicyID? {
    guard let action = policy.stagedAction, action != .ignore, let kind = policy.id.kind.enforcedKind else { return nil }
    return PolicyID(kind, namespace: policy.id.namespace, name: policy.id.name)
  }
}
