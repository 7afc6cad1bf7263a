import NetTypes

extension RIB {
  /// The peer is asked for its routes of a family: what its limit leaves out is counted anew.
  public func willRefetch(_ peer: PeerIndex, _ family: AddressFamily) {
    guard state(peer) != nil else { return }
    with(family) { $0.counts.base[Int(peer.rawValue)].refused = 0 }
  }

  /// Compares what an Established peer has sent with limits that have changed.
  ///
  /// Routes that are in when a limit with `discard` is lowered stay: which of them to throw away would be arbitrary. The limit is reported,
  /// and nothing is added until the peer has withdrawn as many.
  func recheckLimits(of state: PeerState, before old: [AddressFamily: PrefixLimit]) -> [PeerDemand] {
    guard state.isUp else { return [] }
    var demands: [PeerDemand] = []
    for family in AddressFamily.allCases where old[family] != state.peer.limits[family] {
      let limit = state.peer.limits[family]
      with(family) { table in
        let counts = table.counts.base + Int(state.index.rawValue)
        let paths = Int(counts.pointee.paths)
        let hasRoom = limit.map { $0.action != .discard || paths < $0.maximum } ?? true
        if counts.pointee.refused > 0 && hasRoom { demands.append(.refetch(family)) }
        counts.pointee.isOverLimit = limit.map { paths > $0.maximum } ?? false
        if let limit, counts.pointee.isOverLimit { demands.append(.limitExceeded(family, limit)) }
      }
    }
    return demands
  }
}
