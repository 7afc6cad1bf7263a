import BGPFilters
import BGPWire
import NetTypes

extension RIB {
  /// A peer whose session came up gets the snapshot of its group, then what changes, then End-of-RIB.
  func join(_ state: PeerState, _ family: AddressFamily) {
    let group = group(for: state.peer, family)
    group.addMember(state.index.rawValue)
    let cursor = FamilyCursor(family, group, log: ChainReader(endOf: group.log))
    state.output?.cursors.append(cursor)
    appendSnapshot(to: cursor)
    cursor.endOfRIBAfter = with(family) { $0.dirty.pushed }
    awaitingEndOfRIB.append((state.index, family))
    ready.insert(state.index.rawValue)
  }

  /// The group of a peer; a new one learns at once what it has.
  private func group(for peer: RIBPeer, _ family: AddressFamily) -> UpdateGroup {
    let key = GroupKey(peer, family)
    if let group = groups[Int(family.rawValue)].first(where: { $0.key == key }) { return group }
    let round = with(family) { $0.round }
    let group = UpdateGroup(key, configuration, after: round)
    if let paths = group.paths { fill(group, paths) } else { fill(group, family) }
    groups[Int(family.rawValue)].append(group)
    checkTracking(family)
    return group
  }

  /// Walks the whole Loc-RIB as exported, in batches as large as they get. `select` says which prefixes are in.
  func eachBatch(_ family: AddressFamily, _ select: (UInt32, PrefixEntry) -> Bool, _ body: () -> Void) {
    let end = with(family) { $0.table.end }
    var number: UInt32 = 1
    while number < end {
      with(family) { table in
        while number < end, !batch.pointee.isFull {
          let entry = table.table.entries[Int(number)]
          if entry.has(PrefixEntry.live), entry.attributes != AttributeStore.none, select(number, entry) {
            batch.pointee.add(
              RouteChange(number: number, attributes: entry.attributes, source: entry.source, previousSource: entry.source, next: 0),
              shared.pointee.store)
          }
          number += 1
        }
      }
      if !batch.pointee.isEmpty { body() }
      batch.pointee.reset(shared.pointee.store)
    }
  }

  private func fill(_ group: UpdateGroup, _ family: AddressFamily) {
    eachBatch(family, { _, _ in true }) {
      for index in 1..<(batch.pointee.bucketCount + 1) {
        let bucket = batch.pointee.buckets[index]
        guard let filter = admission(bucket.attributes, bucket.source, group).filter else { continue }
        var at = Int(bucket.head)
        while at != 0 {
          let change = batch.pointee.changes[at]
          if filter.isPrefixIndependent ? filter.otherwise.isAccepted : verdict(filter, change.number, family).isAccepted {
            group.advertised[Int(change.number)] = 1
            group.bySource.base[Int(bucket.source)] += 1
            group.count += 1
          }
          at = Int(change.next)
        }
      }
    }
  }

  /// The group's whole Adj-RIB-Out, then its log from there on.
  private func appendSnapshot(to cursor: FamilyCursor) {
    let group = cursor.group
    let snapshot = group.validSnapshot ?? takeSnapshot(group, cursor.family)
    group.snapshot = snapshot
    cursor.append(snapshot.first.limited(to: snapshot.chain.end))
    cursor.log = snapshot.log
  }

  private func takeSnapshot(_ group: UpdateGroup, _ family: AddressFamily) -> Snapshot {
    let chain = MessageChain(firstCapacity: 16 << 10)
    let first = ChainReader(endOf: chain)
    if let paths = group.paths {
      eachBatch(of: paths, family, { _, _ in true }) { encodeAnnouncements(group, family, into: chain, for: nil) }
      return Snapshot(chain, first, log: ChainReader(endOf: group.log))
    }
    eachBatch(family, { number, _ in group.advertised[Int(number)] != 0 }) {
      encodeAnnouncements(group, family, into: chain, for: nil)
    }
    return Snapshot(chain, first, log: ChainReader(endOf: group.log))
  }

  /// End-of-RIB (RFC 4724 §2) for those whose initial routes are all in the log.
  func sendEndOfRIB() {
    guard !awaitingEndOfRIB.isEmpty, !holdsEndOfRIB else { return }
    awaitingEndOfRIB.removeAll { index, family in
      guard let state = state(index), let cursor = state.output?.cursor(family), let target = cursor.endOfRIBAfter else { return true }
      let isBusy = with(family) { $0.dirty.taken < target } || sweeps[Int(family.rawValue)].isActive
      guard !isBusy else { return false }
      cursor.endOfRIBAfter = nil
      if cursor.resyncRound == nil { cursor.flushLog() }
      cursor.append(EndOfRIB.bytes(family))
      ready.insert(index.rawValue)
      return true
    }
  }

  /// The session is gone; a group without peers goes with its last.
  func leaveGroups(_ state: PeerState) {
    for cursor in state.output?.cursors ?? [] { leave(cursor.group, state.index, cursor.family) }
  }

  private func leave(_ group: UpdateGroup, _ peer: PeerIndex, _ family: AddressFamily) {
    group.removeMember(peer.rawValue)
    guard group.members.isEmpty else { return }
    groups[Int(family.rawValue)].removeAll { $0 === group }
    guard let paths = group.paths else { return }
    release(paths, family)
    checkTracking(family)
  }

  /// The peer asks for everything again (RFC 2918); with RFC 7313 the answer is enclosed in BoRR and EoRR.
  ///
  /// However often it asks, it gets the answer that is under way and one more: neither memory nor the others pay for a peer that only asks.
  public func requestRefresh(_ peer: PeerIndex, _ family: AddressFamily) {
    guard let state = state(peer), let cursor = state.output?.cursor(family) else { return }
    if cursor.isAnswering(peer.rawValue) {
      cursor.wantsRefresh = true
    } else {
      answerRefresh(cursor, state)
    }
  }

  /// Appends everything to what a peer is sent.
  func answerRefresh(_ cursor: FamilyCursor, _ state: PeerState) {
    let (peer, family) = (state.index, cursor.family)
    cursor.wantsRefresh = false
    if let round = cursor.resyncRound { finishResync(cursor, peer, since: round) }
    cursor.flushLog()
    let isEnhanced = state.peer.enhancedRefresh
    if isEnhanced { cursor.append(RouteRefreshMessage(family: family, subtype: .beginning).encoded()) }
    appendSnapshot(to: cursor)
    cursor.flushLog()
    if isEnhanced { cursor.append(RouteRefreshMessage(family: family, subtype: .end).encoded()) }
    cursor.markAnswer()
    ready.insert(peer.rawValue)
  }

  /// A peer's config has changed: where its group is another now, it gets the difference between the two.
  func regroup(_ state: PeerState) {
    guard let output = state.output else { return }
    for cursor in output.cursors where cursor.group.key != GroupKey(state.peer, cursor.family) { move(cursor, state) }
  }

  /// Moves a peer to the group that it belongs to now: the rest of the old log, the difference, the new log.
  func move(_ cursor: FamilyCursor, _ state: PeerState) {
    let old = cursor.group
    let new = group(for: state.peer, cursor.family)
    if let round = cursor.resyncRound { finishResync(cursor, state.index, since: round) }
    cursor.flushLog()
    cursor.append(difference(from: old, to: new, cursor.family, for: state.index))
    cursor.group = new
    cursor.log = ChainReader(endOf: new.log)
    leave(old, state.index, cursor.family)
    new.addMember(state.index.rawValue)
    ready.insert(state.index.rawValue)
  }

  private func difference(from old: UpdateGroup, to new: UpdateGroup, _ family: AddressFamily, for peer: PeerIndex) -> ChainReader {
    if let known = moves.first(where: { $0.old === old && $0.new === new }) { return known.difference }
    let chain = MessageChain(firstCapacity: 16 << 10)
    let start = ChainReader(endOf: chain)
    if let paths = new.paths {
      encodeDifference(from: old.paths, to: paths, new, for: peer, into: chain)
      return start.limited(to: chain.end)
    }
    var withdraws = WithdrawList()
    eachBatch(
      family,
      { number, entry in
        guard old.advertised[Int(number)] != 0, new.advertised[Int(number)] == 0 else { return false }
        let isLocal = entry.source == PeerIndex.local.rawValue
        withdraws.add(number, isLocal ? .everyone : .allBut, isLocal ? 0 : entry.source)
        return false
      }, {})
    encode(&withdraws, new, into: chain)
    eachBatch(family, { number, _ in new.advertised[Int(number)] != 0 }) {
      encodeAnnouncements(new, family, into: chain, for: nil)
    }
    moves.append((old, new, start.limited(to: chain.end)))
    return start.limited(to: chain.end)
  }
}
