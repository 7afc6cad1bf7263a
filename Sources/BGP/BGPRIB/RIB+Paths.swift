import BGPFilters
import BGPWire
import NetTypes

/// Update groups with ADD-PATH (RFC 7911): as the others they have one log for all peers, but their Adj-RIB-Out holds paths.
extension RIB {
  /// Brings the groups with ADD-PATH up to date with the prefixes that were decided in a round.
  func exportPaths(_ family: AddressFamily, round: UInt32) {
    let numbers = with(family) { $0.takeDecided() }
    for group in groups[Int(family.rawValue)] {
      guard let paths = group.paths else { continue }
      exportPaths(of: numbers, to: group, paths, round: round)
      if !paths.gone.isEmpty { paths.forgetGone(through: oldestRound(of: group)) }
    }
  }

  /// Appends to a group's log what is new of some prefixes.
  func exportPaths(of numbers: [UInt32], to group: UpdateGroup, _ paths: AdvertisedPaths, round: UInt32) {
    let before = group.log.end
    update(group, paths, numbers, round: round, into: group.log)
    if group.log.end != before { endRound(of: group, round) }
  }

  /// A new group learns what it has.
  func fill(_ group: UpdateGroup, _ paths: AdvertisedPaths) {
    let (numbers, round) = with(group.key.family) { table in
      ((1..<UInt32(max(1, table.table.end))).filter { table.table.entries[Int($0)].has(PrefixEntry.live) }, table.round)
    }
    update(group, paths, numbers, round: round, into: nil)
  }

  /// Compares what a group should have of some prefixes with what it has, and writes the difference.
  private func update(_ group: UpdateGroup, _ paths: AdvertisedPaths, _ numbers: [UInt32], round: UInt32, into chain: MessageChain?) {
    var done = 0
    while done < numbers.count {
      let first = done
      done = select(numbers, from: first, paths.selection, group.key.family)
      var withdraws = PathWithdrawList()
      wantSelected(group, paths, round, &withdraws)
      for number in numbers[first..<done] {
        paths.dropUnwanted(of: number, round: round) { lost($0, of: number, group, &withdraws) }
      }
      if let chain {
        encode(&withdraws, group, into: chain)
        encodeAnnouncements(group, group.key.family, into: chain, for: nil)
      }
      batch.pointee.reset(shared.pointee.store)
    }
  }

  /// Fills the batch with the chosen paths of as many prefixes as there is room for; returns the place of the first that is left.
  private func select(_ numbers: [UInt32], from first: Int, _ selection: PathSelection, _ family: AddressFamily) -> Int {
    let context = decisionContext
    var chosen: [SelectedPath] = []
    var at = first
    with(family) { table in
      while at < numbers.count {
        chosen.removeAll(keepingCapacity: true)
        table.select(selection, of: numbers[at], shared.pointee, context, into: &chosen)
        if batch.pointee.count + chosen.count > RouteBatch.capacity && at > first { return }
        for path in chosen.prefix(RouteBatch.capacity) { add(path, of: numbers[at]) }
        at += 1
      }
    }
    return at
  }

  private func add(_ path: SelectedPath, of number: UInt32) {
    batch.pointee.add(
      RouteChange(number: number, attributes: path.attributes, source: path.source, previousSource: 0, next: 0), pathID: path.path,
      shared.pointee.store)
  }

  /// Asks the group's rules of each path in the batch, and marks those that it has to be told of.
  private func wantSelected(_ group: UpdateGroup, _ paths: AdvertisedPaths, _ round: UInt32, _ withdraws: inout PathWithdrawList) {
    let family = group.key.family
    for index in 1..<(batch.pointee.bucketCount + 1) {
      let bucket = batch.pointee.buckets[index]
      guard let filter = admission(bucket.attributes, bucket.source, group).filter else { continue }
      var at = Int(bucket.head)
      while at != 0 {
        let change = batch.pointee.changes[at]
        let isAccepted = filter.isPrefixIndependent ? filter.otherwise.isAccepted : verdict(filter, change.number, family).isAccepted
        if isAccepted, want(change, batch.pointee.pathIDs[at], group, paths, round, &withdraws) { batch.pointee.markForAnnouncement(at) }
        at = Int(change.next)
      }
    }
  }

  /// The group has the path from now on; whether that is news.
  private func want(
    _ change: RouteChange, _ pathID: UInt32, _ group: UpdateGroup, _ paths: AdvertisedPaths, _ round: UInt32,
    _ withdraws: inout PathWithdrawList
  ) -> Bool {
    switch paths.want(pathID, of: change.number, attributes: change.attributes, source: change.source, round: round) {
    case .unchanged: return false
    case .added: group.count += 1
    case .replaced(let attributes, let source):
      shared.pointee.release(attributes)
      group.bySource.base[Int(source)] -= 1
      // The identifier was another path's: who that one was for and this one is from must drop it.
      if source != change.source, change.source != PeerIndex.local.rawValue, group.isMember(change.source) || group.snapshot != nil {
        withdraws.add(change.number, pathID, .only, change.source)
      }
    }
    group.bySource.base[Int(change.source)] += 1
    shared.pointee.store.retain(change.attributes)
    return true
  }

  /// The group lost a path.
  private func lost(_ node: AdvertisedPaths.Node, of number: UInt32, _ group: UpdateGroup, _ withdraws: inout PathWithdrawList) {
    shared.pointee.release(node.attributes)
    group.count -= 1
    group.bySource.base[Int(node.source)] -= 1
    let isOwn = node.source == PeerIndex.local.rawValue
    withdraws.add(number, node.pathID, isOwn ? .everyone : .allBut, isOwn ? 0 : node.source)
  }

  /// The group is gone: its references go too.
  func release(_ paths: AdvertisedPaths, _ family: AddressFamily) {
    for number in 1..<UInt32(max(1, with(family) { $0.table.end })) {
      paths.each(number) { shared.pointee.release($0.attributes) }
    }
  }

  /// Whether prefixes have to be noted when they are decided: only groups with ADD-PATH ask for all of them.
  func checkTracking(_ family: AddressFamily) {
    let isTracking = groups[Int(family.rawValue)].contains { $0.paths != nil }
    with(family) { $0.notesDecided = isTracking }
  }
}

extension RIB {
  /// Walks the paths that a group has, in batches as large as they get. `select` says which are in.
  func eachBatch(
    of paths: AdvertisedPaths, _ family: AddressFamily, _ select: (UInt32, AdvertisedPaths.Node) -> Bool, _ body: () -> Void
  ) {
    for number in 1..<UInt32(max(1, with(family) { $0.table.end })) {
      paths.each(number) { node in
        guard select(number, node) else { return }
        batch.pointee.add(
          RouteChange(number: number, attributes: node.attributes, source: node.source, previousSource: 1, next: 0), pathID: node.pathID,
          shared.pointee.store)
        if batch.pointee.isFull { flush(body) }
      }
    }
    flush(body)
  }

  private func flush(_ body: () -> Void) {
    if !batch.pointee.isEmpty { body() }
    batch.pointee.reset(shared.pointee.store)
  }

  /// Writes what of a group's paths has changed since a round for one peer.
  func encodeResync(_ group: UpdateGroup, _ paths: AdvertisedPaths, for peer: PeerIndex, since round: UInt32, into chain: MessageChain) {
    let family = group.key.family
    var withdraws = PathWithdrawList()
    for gone in paths.gone where isNewer(gone.round, round) && paths.path(gone.pathID, of: gone.number) == nil {
      withdraws.add(gone.number, gone.pathID, .everyone, 0)
    }
    let select: (UInt32, AdvertisedPaths.Node) -> Bool = { number, node in
      guard self.isNewer(node.round, round) else { return false }
      if node.source != peer.rawValue { return true }
      // The identifier may have stood for another's path before.
      withdraws.add(number, node.pathID, .everyone, 0)
      return false
    }
    eachBatch(of: paths, family, select) { encodeAnnouncements(group, family, into: chain, for: peer.rawValue) }
    encode(&withdraws, group, into: chain)
  }

  /// Writes for one peer what it must drop when it leaves a group for another, and all that the other has.
  func encodeDifference(
    from old: AdvertisedPaths?, to new: AdvertisedPaths, _ group: UpdateGroup, for peer: PeerIndex, into chain: MessageChain
  ) {
    let family = group.key.family
    var withdraws = PathWithdrawList()
    for number in 1..<UInt32(max(1, with(family) { $0.table.end })) {
      old?.each(number) { node in
        guard node.source != peer.rawValue else { return }
        // A group that was just filled knows of changes that the old one was to hear of next: an identifier may be another's there.
        if let kept = new.path(node.pathID, of: number), kept.source != peer.rawValue { return }
        withdraws.add(number, node.pathID, .everyone, 0)
      }
    }
    encode(&withdraws, group, into: chain)
    eachBatch(of: new, family, { $1.source != peer.rawValue }) {
      encodeAnnouncements(group, family, into: chain, for: peer.rawValue)
    }
  }
}
