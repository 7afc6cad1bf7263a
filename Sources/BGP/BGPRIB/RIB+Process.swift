import NetTypes

extension RIB {
  /// Decides queued prefixes and appends what changed to the groups' logs, up to about `limit` prefixes of each family.
  /// Returns whether more is left: call again when sockets and timers have had their turn.
  public func process(limit: Int) -> Bool {
    let limit = min(max(1, limit), RouteBatch.capacity)
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

  private func decide(_ family: AddressFamily, limit: Int) {
    guard with(family, { $0.dirty.count > 0 || $0.leaving.count > 0 }) else { return }
    let context = decisionContext
    let round = with(family) { table in
      table.round &+= 1
      table.decideQueued(limit: limit, &shared.pointee, context, into: &batch.pointee)
      return table.round
    }
    if !batch.pointee.isEmpty {
      if !recursiveNextHops.isEmpty { noteChanges(family) }
      exportBatch(family, round: round)
      batch.pointee.reset(shared.pointee.store)
    }
    if with(family, { !$0.decided.isEmpty }) { exportPaths(family, round: round) }
    if with(family, { $0.leaving.count > 0 }) {
      let oldest = oldestRoundInUse(family)
      with(family) { $0.releaseLeaving(through: oldest) }
    }
  }

  private func noteChanges(_ family: AddressFamily) {
    for index in 1...batch.pointee.count {
      let number = batch.pointee.changes[index].number
      noteChange(of: with(family) { $0.table.prefix(number) })
      if nextHopsAreDirty { return }
    }
  }
}
