/// What turns one plan into another, in as few objects as it takes.
public struct RulesetChange: Hashable, Sendable {
  /// Elements that come and go in a set that stays.
  public struct SetChange: Hashable, Sendable {
    /// Those that come.
    public var added: Set<[KeyValue]> = []
    /// Those that go.
    public var removed: Set<[KeyValue]> = []
  }

  /// Elements that come and go in a map that stays; one that leads elsewhere goes and comes.
  public struct MapChange: Hashable, Sendable {
    /// Those that come.
    public var added: [[KeyValue]: String] = [:]
    /// Those that go.
    public var removed: [[KeyValue]: String] = [:]
  }

  /// Counters that come.
  public var addedCounters: Set<String> = []
  /// Counters that go.
  public var removedCounters: Set<String> = []
  /// Sets that come, with all their elements.
  public var addedSets: [String: ElementSet] = [:]
  /// Sets that go.
  public var removedSets: Set<String> = []
  /// Sets that stay, with other elements.
  public var sets: [String: SetChange] = [:]
  /// Maps that stay, with other elements.
  public var maps: [String: MapChange] = [:]
  /// Chains that come.
  public var addedChains: [String: Chain] = [:]
  /// Chains that stay, with other rules.
  public var changedChains: [String: Chain] = [:]
  /// Chains that go.
  public var removedChains: Set<String> = []
  /// Whether the two are too different: a map or a chain's hook has come or gone, or a set has another key.
  public var isReplacement = false

  /// Whether only elements of sets and maps come and go.
  public var isElementsOnly: Bool {
    addedCounters.isEmpty && removedCounters.isEmpty && addedSets.isEmpty && removedSets.isEmpty && addedChains.isEmpty
      && changedChains.isEmpty && removedChains.isEmpty && !isReplacement
  }

  /// Whether nothing changes.
  public var isEmpty: Bool { isElementsOnly && sets.isEmpty && maps.isEmpty }

  /// No change.
  public init() {}

  /// The difference between two plans.
  public init(from old: RulesetPlan, to new: RulesetPlan) {
    addedCounters = Set(new.reasons.keys.filter { old.reasons[$0] == nil })
    removedCounters = Set(old.reasons.keys.filter { new.reasons[$0] == nil })
    addedSets = new.sets.filter { old.sets[$0.key] == nil }
    removedSets = Set(old.sets.keys.filter { new.sets[$0] == nil })
    addedChains = new.chains.filter { old.chains[$0.key] == nil }
    removedChains = Set(old.chains.keys.filter { new.chains[$0] == nil })
    changedChains = new.chains.filter { name, chain in old.chains[name].map { $0.rules != chain.rules } ?? false }
    isReplacement = Set(old.maps.keys) != Set(new.maps.keys)
    for (name, set) in new.sets { compare(name, old.sets[name], set) }
    for (name, map) in new.maps { compare(name, old.maps[name], map) }
    for (name, chain) in new.chains {
      if let before = old.chains[name], before.hook != chain.hook { isReplacement = true }
    }
    // A base chain that goes leaves nothing that could be switched back: start anew.
    if old.chains.contains(where: { $0.value.hook != nil && new.chains[$0.key] == nil }) { isReplacement = true }
  }

  private mutating func compare(_ name: String, _ old: ElementSet?, _ new: ElementSet) {
    guard let old, old != new else { return }
    if old.key != new.key || old.isRanges != new.isRanges { isReplacement = true }
    sets[name] = SetChange(added: new.elements.subtracting(old.elements), removed: old.elements.subtracting(new.elements))
  }

  private mutating func compare(_ name: String, _ old: VerdictMap?, _ new: VerdictMap) {
    guard let old, old != new else { return }
    maps[name] = MapChange(
      added: new.elements.filter { old.elements[$0.key] != $0.value }, removed: old.elements.filter { new.elements[$0.key] != $0.value })
  }

  /// An element of a set comes or goes; one that comes after it went, or the other way round, does neither.
  mutating func note(_ set: String, _ element: [KeyValue], isAdded: Bool) {
    if isAdded {
      if sets[set]?.removed.remove(element) == nil { sets[set, default: SetChange()].added.insert(element) }
    } else if sets[set]?.added.remove(element) == nil {
      sets[set, default: SetChange()].removed.insert(element)
    }
    if let change = sets[set], change.added.isEmpty, change.removed.isEmpty { sets[set] = nil }
  }

  /// The same for an element of a map.
  mutating func note(_ map: String, _ key: [KeyValue], from old: String?, to new: String?) {
    if old == new { return }
    if let old { maps[map, default: MapChange()].removed[key] = old }
    if let new { maps[map, default: MapChange()].added[key] = new }
    if let before = maps[map]?.removed[key], before == maps[map]?.added[key] {
      maps[map]?.removed[key] = nil
      maps[map]?.added[key] = nil
    }
    if let change = maps[map], change.added.isEmpty, change.removed.isEmpty { maps[map] = nil }
  }
}
