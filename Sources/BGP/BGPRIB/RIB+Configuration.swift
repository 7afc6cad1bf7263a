import NetTypes

extension RIB {
  /// Takes a new configuration in, without a session reset: the reflector's role, multipath, blocks … Seed and capacities stay.
  public func update(to new: RIBConfiguration) {
    let old = configuration
    guard new != old else { return }
    configuration = new
    hot.base[0].routerID = new.routerID.rawValue
    if new.localAS != old.localAS || new.routerID != old.routerID || new.clusterID != old.clusterID {
      shared.pointee.store.recheck(LoopCheck(new))
    }
    if new.suppressesWorkloadsInBlocks != old.suppressesWorkloadsInBlocks { for block in locals.blocks { restoreWorkloads(inside: block) } }
    for family in AddressFamily.allCases {
      sweep(family, .everything)
      rebuildGroups(family)
      if new.exportsToKernel != old.exportsToKernel { reviewKernelRoutes(of: family) }
    }
  }

  /// The rules of every group may be others now: each is replaced by a new one, and its peers get the difference.
  private func rebuildGroups(_ family: AddressFamily) {
    let old = groups[Int(family.rawValue)]
    groups[Int(family.rawValue)] = []
    for case let state? in peers {
      guard let cursor = state.output?.cursor(family), old.contains(where: { $0 === cursor.group }) else { continue }
      move(cursor, state)
    }
  }

  /// Counts of a peer.
  public func statistics(of peer: PeerIndex) -> PeerStatistics {
    var statistics = PeerStatistics()
    guard let state = state(peer) else { return statistics }
    statistics.updatesReceived = state.ingress.pointee.updatesReceived
    statistics.updatesWithFaults = state.ingress.pointee.updatesWithFaults
    statistics.resyncs = state.resyncs
    for family in AddressFamily.allCases {
      let counts = with(family) { $0.counts[Int(peer.rawValue)] }
      var result = FamilyStatistics()
      result.received = Int(counts.paths)
      result.filtered = Int(counts.filtered)
      result.accepted = result.received - result.filtered
      result.refusedByLimit = Int(counts.refused)
      result.stale = hot[Int(peer.rawValue)].has(PeerHot.retains[Int(family.rawValue)]) ? Int(counts.stale) : 0
      if let cursor = state.output?.cursor(family) {
        result.sent = cursor.group.count - Int(cursor.group.bySource[Int(peer.rawValue)])
        statistics.queuedBytes += cursor.queuedBytes
        if cursor.resyncRound != nil { statistics.isResynchronising = true }
      }
      statistics[family] = result
    }
    return statistics
  }

  /// Prefixes and paths of a family.
  public func size(of family: AddressFamily) -> (prefixes: Int, paths: Int) { with(family) { ($0.table.count, $0.paths.count) } }

  /// Attribute sets in use.
  public var attributeSetCount: Int { shared.pointee.store.count }

  /// Update groups of a family, each as the number of its peers.
  public func groupSizes(of family: AddressFamily) -> [Int] { groups[Int(family.rawValue)].map(\.members.count) }
}

extension RIB {
  /// Forgets which header bytes became which attribute sets; sets that only that cache held go.
  public func forgetHeaders() {
    headers.removeAll { shared.pointee.release($0) }
  }
}
