import BGPWire
import NetTypes

extension RIB {
  /// Members that lag too far behind leave the log; they will get the difference to the latest state instead. So a slow peer neither
  /// holds memory nor delays its group.
  func checkLag(_ group: UpdateGroup) {
    let end = group.log.end
    let limit = max(configuration.logLimit, group.stateBytes * 2)
    guard end > limit else { return }
    for member in group.members {
      guard let state = peers[Int(member)], let cursor = state.output?.cursor(group.key.family), cursor.group === group else { continue }
      if cursor.resyncRound != nil {
        // Wherever it stood, it would hold the log from there on.
        cursor.log = ChainReader(endOf: group.log)
      } else if end - cursor.log.position > limit {
        cursor.leaveLog(for: member)
        state.resyncs += 1
      }
    }
  }

  /// Appends what has changed since a round for one peer; from here on it follows the log again.
  func finishResync(_ cursor: FamilyCursor, _ peer: PeerIndex, since round: UInt32) {
    let chain = MessageChain(firstCapacity: 16 << 10)
    let start = ChainReader(endOf: chain)
    if let paths = cursor.group.paths {
      encodeResync(cursor.group, paths, for: peer, since: round, into: chain)
    } else {
      encodeResync(cursor.group, cursor.family, for: peer, since: round, into: chain)
    }
    cursor.append(start.limited(to: chain.end))
    cursor.log = ChainReader(endOf: cursor.group.log)
    cursor.resyncRound = nil
  }

  private func encodeResync(
    _ group: UpdateGroup, _ family: AddressFamily, for peer: PeerIndex, since round: UInt32, into chain: MessageChain
  ) {
    var withdraws = WithdrawList()
    with(family) { table in
      for number in 1..<max(1, table.table.end) {
        let entry = table.table.entries[number]
        guard entry.has(PrefixEntry.live), isNewer(entry.round, round) else { continue }
        if group.advertised[number] == 0 || entry.source == peer.rawValue { withdraws.add(UInt32(number), .everyone, 0) }
      }
    }
    encode(&withdraws, group, into: chain)
    eachBatch(
      family,
      { number, entry in
        isNewer(entry.round, round) && group.advertised[Int(number)] != 0 && entry.source != peer.rawValue
      },
      { encodeAnnouncements(group, family, into: chain, for: peer.rawValue) })
  }

  /// Rounds are compared around the end of their range.
  func isNewer(_ left: UInt32, _ right: UInt32) -> Bool { Int32(bitPattern: left &- right) > 0 }

  /// The oldest round that some peer has not seen the end of: prefixes that went later must keep their numbers until then.
  func oldestRoundInUse(_ family: AddressFamily) -> UInt32 {
    var oldest = with(family) { $0.round }
    for group in groups[Int(family.rawValue)] {
      let round = oldestRound(of: group)
      if isNewer(oldest, round) { oldest = round }
    }
    return oldest
  }

  /// The oldest round that a peer of a group has not seen the end of, or will not have seen when it joins with the snapshot that is kept.
  func oldestRound(of group: UpdateGroup) -> UInt32 {
    var oldest = with(group.key.family) { $0.round }
    func note(_ round: UInt32) { if isNewer(oldest, round) { oldest = round } }
    if let snapshot = group.snapshot { note(snapshot.log.slab.round(at: snapshot.log.offset)) }
    for member in group.members {
      guard let cursor = peers[Int(member)]?.output?.cursor(group.key.family) else { continue }
      note(cursor.resyncRound ?? cursor.log.slab.round(at: cursor.log.offset))
    }
    return oldest
  }
}
