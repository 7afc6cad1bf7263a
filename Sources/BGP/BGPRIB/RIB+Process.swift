import NetTypes

extension RIB {
  /// Decides queued prefixes and appends what changed to the groups' logs, up to about `limit` prefixes of each family.
  /// Returns whether more is left: call again when sockets and timers have had their turn.
  public func process(limit: Int) -> Bool {
    let limit = min(max(1, limit), RouteBatch.capacity)
    moves = []
    var isMore = false
    for family in AddressFamily.allCases {
      if continueSweep(family, limit: limit * 8) { isMore = true }
      decide(family, limit: limit)
      if with(family, { $0.dirty.count > 0 }) { isMore = true }
    }
    if nextHopsAreDirty {
      resolveRecursiveNextHops()
      if sweeps.contains(where: \.isActive) { isMore = true }
    }
    sendEndOfRIB()
    return isMore
  }

  /// Prefixes that wait for their decision, in both families.
  public var undecidedPrefixes: Int { ipv4.pointee.dirty.count + ipv6.pointee.dirty.count }

  private func decide(_ family: AddressFamily, limit: Int) {
    guard with(family, { $0.dirty.count > 0 || $0.leaving.count > 0 }) else { return }
    let context = decisionContext
    let round = with(family) { table in
      table.round &+= 1
      table.decideQueued(limit: limit, &shared.pointee, context, into: &batch.pointee)
      return table.round
    }
    let isBusy = !batch.pointee.isEmpty
    if isBusy {
      if !recursiveNextHops.isEmpty { noteChanges(family) }
      exportBatch(family, round: round)
      batch.pointee.reset(shared.pointee.store)
    }
    if with(family, { !$0.decided.isEmpty }) { exportPaths(family, round: round) }
    // To ask every peer where it is takes time that a change on its way to them need not wait for.
    let leaving = with(family) { $0.leaving.count }
    if leaving > (isBusy ? Self.leavingLimit : 0) {
      let oldest = oldestRoundInUse(family)
      with(family) { $0.releaseLeaving(through: oldest) }
    }
  }

  /// Prefixes without paths that may wait for a round in which nothing else changes.
  private static let leavingLimit = 1024

  private func noteChanges(_ family: AddressFamily) {
    for index in 1...batch.pointee.count {
      let number = batch.pointee.changes[index].number
      noteChange(of: with(family) { $0.table.prefix(number) })
      if nextHopsAreDirty { return }
    }
  }
}
