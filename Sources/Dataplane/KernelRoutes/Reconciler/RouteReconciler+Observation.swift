import NetTypes

/// What the kernel shows: dumps at the start, notifications about what others did, and the rolling audit.
extension RouteReconciler {
  /// A route of our protocol is in the kernel, and not by a request of ours that we remember.
  mutating func observe(_ route: KernelRoute) {
    let prefix = route.prefix
    guard identity.owns(route) else { return }
    guard route.metric == identity.metric else {
      strays[prefix, default: []].insert(route.metric)
      if released.contains(prefix.family) { enqueue(prefix) }
      return
    }
    var entry = entries[prefix] ?? Entry()
    if let known = targets[entry.installed], isAsKnown(route, known) {
      entry.round = round
    } else {
      setInstalled(route.target, of: &entry)
      settle(prefix, &entry)
    }
    store(entry, at: prefix)
  }

  /// Whether a listed route is the one we know. Where somebody else's IPv6 route of our metric has joined ours, the kernel lists both as one set.
  private func isAsKnown(_ route: KernelRoute, _ known: RouteTarget) -> Bool {
    if known.isSatisfied(by: route.target) { return true }
    guard route.prefix.family == .ipv6, foreign[route.prefix] != nil else { return false }
    return known.nextHops.allSatisfy { hop in
      route.target.nextHops.contains { hop.gateway == $0.gateway && (hop.interfaceIndex ?? $0.interfaceIndex) == $0.interfaceIndex }
    }
  }

  /// Decides what an unexpected actual route means: adoption before the release, an answer to a refusal, or drift.
  private mutating func settle(_ prefix: IPPrefix, _ entry: inout Entry) {
    if entry.desired == TargetTable.none && !released.contains(prefix.family) {
      setMark(.held, true, of: &entry)
    } else if targets.isSatisfied(entry.desired, by: entry.installed) {
      refusals[prefix] = nil
      entry.marks.subtract([.suspect, .drifted])
      report.installed.append(prefix)
    } else {
      if !entry.marks.contains(.queued) { entry.marks.insert(.drifted) }
      enqueue(prefix, &entry)
    }
  }

  /// A route of ours was deleted, wholly or (an IPv6 set) by one hop, and not by us.
  mutating func vanished(_ route: KernelRoute) {
    let prefix = route.prefix
    guard identity.owns(route), route.metric == identity.metric, var entry = entries[prefix], let installed = targets[entry.installed]
    else { return }
    if prefix.family == .ipv6 && installed.nextHops.count > 1 {
      entry.marks.insert(.suspect)
    } else {
      setInstalled(nil, of: &entry)
    }
    setMark(.held, false, of: &entry)
    if entry.desired != TargetTable.none { entry.marks.insert(.drifted) }
    enqueue(prefix, &entry)
    store(entry, at: prefix)
  }

  /// Somebody else's route appeared where ours would stand; `replaces`: in the place of the first that was there, perhaps ours.
  mutating func foreignAppeared(_ route: KernelRoute, replaces: Bool) {
    guard identity.conflicts(with: route) else { return }
    foreign[route.prefix] = route.protocolNumber
    guard replaces, var entry = entries[route.prefix], entry.installed != TargetTable.none else { return }
    setInstalled(nil, of: &entry)
    setMark(.held, false, of: &entry)
    enqueue(route.prefix, &entry)
    store(entry, at: route.prefix)
  }

  /// Somebody else's route that stood where ours would is gone.
  mutating func foreignVanished(_ route: KernelRoute) {
    guard identity.conflicts(with: route), foreign.removeValue(forKey: route.prefix) != nil else { return }
    if refusals[route.prefix] != nil { enqueue(route.prefix) }
  }

  /// The routes of others were read anew: what is not among them does not stand in our way any more.
  mutating func replaceForeign(_ routes: [KernelRoute]) {
    let previous = foreign
    foreign = [:]
    for route in routes where identity.conflicts(with: route) { foreign[route.prefix] = route.protocolNumber }
    for prefix in previous.keys where foreign[prefix] == nil && refusals[prefix] != nil { enqueue(prefix) }
  }

  /// The routes found at the start that wait to be wanted or released.
  var adopted: [KernelRoute] {
    entries.filter { $0.value.marks.contains(.held) }.compactMap { prefix, entry in
      targets[entry.installed].map { identity.route(prefix, $0) }
    }
    .sorted { $0.prefix < $1.prefix }
  }

  /// Whether losing the interface may have cost us routes: the kernel removes IPv4 routes of a dead interface without a word.
  func mayLose(interface index: UInt32) -> Bool { targets.all.contains { $0.mayUse(interface: index) } }
}

// MARK: audit

extension RouteReconciler {
  /// Starts a round; each own route that the kernel lists goes to ``audit(_:)``.
  mutating func beginAudit() {
    round &+= 1
    isAuditing = true
    deletedInRound.removeAll()
  }

  /// Gives a round up; nothing can be said about what was not listed.
  mutating func abandonAudit() {
    isAuditing = false
    deletedInRound.removeAll()
  }

  /// Compares one listed route. What changed during this round is not judged: the list may have been made before the change.
  mutating func audit(_ route: KernelRoute) {
    guard let entry = entries[route.prefix], identity.owns(route), route.metric == identity.metric else {
      if !deletedInRound.contains(route.prefix) { observe(route) }
      return
    }
    if entry.round == round && entry.installed != TargetTable.none { return }
    observe(route)
  }

  /// Ends a round in which every route was listed: what was neither listed nor changed is missing, and is added again. It is added exclusively, so a route that
  /// the list left out (IPv6 lists may, when the tree changes meanwhile) is not counted as repaired.
  mutating func endAudit() {
    abandonAudit()
    for (prefix, var entry) in entries where entry.installed != TargetTable.none && entry.round != round {
      setInstalled(nil, of: &entry)
      setMark(.held, false, of: &entry)
      if entry.desired != TargetTable.none { entry.marks.insert(.drifted) }
      if !entry.marks.contains(.queued) { enqueue(prefix, &entry) }
      store(entry, at: prefix)
    }
  }
}
