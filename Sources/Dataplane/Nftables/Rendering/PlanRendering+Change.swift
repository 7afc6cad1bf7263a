import PolicyEnforcement

extension PlanRendering {
  /// The transaction that makes a change, of which the new objects come from `plan`.
  ///
  /// What is new comes first and what is gone goes last, so that nothing is named before it exists or taken away while it is named; for
  /// packets the whole happens at once.
  public static func change(table: String, _ change: RulesetChange) -> String {
    var rendering = PlanRendering(table: table)
    for name in change.addedCounters.sorted() { rendering.addCounter(name) }
    for (name, set) in change.addedSets.sorted(by: { $0.key < $1.key }) { rendering.addSet(name, set) }
    let chains = change.addedChains.sorted { $0.key < $1.key }
    for (name, chain) in chains { rendering.addChain(name, chain) }
    for (name, chain) in change.changedChains.sorted(by: { $0.key < $1.key }) {
      rendering.flush(name)
      rendering.addRules(name, chain)
    }
    for (name, chain) in chains { rendering.addRules(name, chain) }
    rendering.elements(of: change)
    rendering.removals(of: change)
    return rendering.text
  }

  private mutating func elements(of change: RulesetChange) {
    for (name, set) in change.sets.sorted(by: { $0.key < $1.key }) {
      element("delete", name, set.removed.map(Self.element))
      element("add", name, set.added.map(Self.element))
    }
    for (name, map) in change.maps.sorted(by: { $0.key < $1.key }) {
      element("delete", name, map.removed.map(Self.pair))
      element("add", name, map.added.map(Self.pair))
    }
  }

  private mutating func removals(of change: RulesetChange) {
    for name in change.removedChains.sorted() { flush(name) }
    for name in change.removedChains.sorted() { command("delete", "chain", [("name", .string(name))]) }
    for name in change.removedSets.sorted() { command("delete", "set", [("name", .string(name))]) }
    for name in change.removedCounters.sorted() { command("delete", "counter", [("name", .string(name))]) }
  }

  private mutating func flush(_ chain: String) { command("flush", "chain", [("name", .string(chain))]) }
}
