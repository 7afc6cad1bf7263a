import Resources

/// The order of tiers and of policies within them.
enum PolicyOrder {
  /// All tiers in order: by order, those without last, then by name. Nobody can change those that always exist.
  static func tiers(_ given: [PolicyTier]) -> [PolicyTier] {
    let builtIn = PolicyTier.builtIn
    let others = given.filter { tier in !builtIn.contains { $0.name == tier.name } }
    return (builtIn + others).sorted { precedes(($0.order, $0.name), ($1.order, $1.name)) }
  }

  /// The policies, by order, those without last, then by name; tiers take theirs out of this list.
  static func policies(_ policies: [Policy], in tiers: [PolicyTier]) throws(PlanFault) -> [Policy] {
    let names = Set(tiers.map(\.name))
    for policy in policies where !names.contains(policy.tier) { throw .unknownTier(policy.id, policy.tier) }
    return policies.sorted { precedes(($0.order, $0.id.orderText), ($1.order, $1.id.orderText)) }
  }

  private static func precedes(_ left: (order: Double?, text: String), _ right: (order: Double?, text: String)) -> Bool {
    let (first, second) = (left.order ?? .infinity, right.order ?? .infinity)
    return first == second ? left.text.utf8.lexicographicallyPrecedes(right.text.utf8) : first < second
  }
}
