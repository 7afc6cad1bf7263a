import BGPWire
import NetTypes

extension RIB {
  /// A peer became a client of this reflector or is none any more: other iBGP peers get its routes now, or lose them (RFC 4456 §6).
  /// Each group judges them anew, in rounds of their own so that slow peers catch up with that too.
  func exportAgain(from peer: PeerIndex) {
    for family in AddressFamily.allCases where with(family, { $0.counts[Int(peer.rawValue)].paths }) > 0 {
      eachBatch(family, { _, entry in entry.source == peer.rawValue }) { exportBatch(family, round: beginRound(ofBatchIn: family)) }
      exportPathsAgain(from: peer, family)
    }
  }

  /// A round in which every prefix of the batch changes.
  private func beginRound(ofBatchIn family: AddressFamily) -> UInt32 {
    with(family) { table in
      table.round &+= 1
      for index in 1..<(batch.pointee.count + 1) { table.entry(batch.pointee.changes[index].number).pointee.round = table.round }
      return table.round
    }
  }

  private func exportPathsAgain(from peer: PeerIndex, _ family: AddressFamily) {
    let (numbers, round) = with(family) { table in
      guard table.notesDecided else { return ([UInt32](), table.round) }
      table.round &+= 1
      let numbers = (1..<UInt32(max(1, table.table.end))).filter { table.hasPath(of: $0, from: peer) }
      return (numbers, table.round)
    }
    for group in groups[Int(family.rawValue)] {
      if let paths = group.paths { exportPaths(of: numbers, to: group, paths, round: round) }
    }
  }
}

extension FamilyTable {
  fileprivate func hasPath(of number: UInt32, from peer: PeerIndex) -> Bool {
    guard table.entries[Int(number)].has(PrefixEntry.live) else { return false }
    var at = table.entries[Int(number)].firstPath
    while at != PathArena.none {
      if path(at).pointee.peer == peer.rawValue { return true }
      at = path(at).pointee.next
    }
    return false
  }
}
