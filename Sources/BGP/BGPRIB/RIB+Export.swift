import BGPFilters
import BGPWire
import NetTypes

/// What a group does with the routes of one bucket.
struct BucketAdmission {
  /// Nil when the group's rules refuse them whatever the filters say.
  var filter: SpecialisedFilter?
  var refusal: ExportRefusal?
}

extension RIB {
  /// Tells every group of a family of the batch: first who loses a route, then the new ones, packed by attribute set.
  func exportBatch(_ family: AddressFamily, round: UInt32) {
    for group in groups[Int(family.rawValue)] where group.paths == nil {
      let before = group.log.end
      var withdraws = WithdrawList()
      let announces = plan(group, family, &withdraws)
      encode(&withdraws, group, into: group.log)
      if announces { encodeAnnouncements(group, family, into: group.log, for: nil) }
      if group.log.end != before { endRound(of: group, round) }
    }
  }

  /// What a round has to tell a group's members is in its log.
  func endRound(of group: UpdateGroup, _ round: UInt32) {
    group.log.mark(round)
    group.dropOutdatedSnapshot()
    for member in group.members { ready.insert(member) }
    checkLag(group)
  }

  /// Whether the group takes the routes of a bucket, and what is left to ask of each prefix.
  func admission(_ attributes: UInt32, _ source: UInt16, _ group: UpdateGroup) -> BucketAdmission {
    let set = shared.pointee.store[attributes].pointee
    let isLocal = source == PeerIndex.local.rawValue
    if let refusal = group.rules.refusal(set, isLocal: isLocal, hot[Int(source)]) { return BucketAdmission(refusal: refusal) }
    if let refusal = group.rules.refusal(ofLength: Int(set.length), asPathLength: set.fields.asPathLength) {
      return BucketAdmission(refusal: refusal)
    }
    let learned = shared.pointee.nextHops.entries[Int(set.nextHop)].nextHop
    guard group.rules.nextHop(of: set, learned, isLocal: isLocal) != nil else {
      return BucketAdmission(refusal: .noNextHop(group.key.family))
    }
    if group.program.acceptsAll { return BucketAdmission(filter: .acceptsAll) }
    let route = FilterRoute(
      attributes: shared.pointee.store.bytes(attributes), fields: set.fields, isFromPeer: !isLocal,
      interface: interface(of: set))
    return BucketAdmission(filter: group.program.specialise(route))
  }

  /// Brings the group's Adj-RIB-Out up to date and lists the withdraws; whether something is to be announced.
  private func plan(_ group: UpdateGroup, _ family: AddressFamily, _ withdraws: inout WithdrawList) -> Bool {
    var announces = false
    let changes = batch.pointee.changes.base
    for index in 1..<(batch.pointee.bucketCount + 1) {
      let bucket = batch.pointee.buckets[index]
      var at = Int(bucket.head)
      let admission =
        bucket.attributes == AttributeStore.none ? BucketAdmission() : admission(bucket.attributes, bucket.source, group)
      var taken: UInt32 = 0
      while at != 0 {
        let change = changes[at]
        if let filter = admission.filter, accepts(filter, change.number, family, bucket.source) {
          take(change, group, &withdraws)
          taken += 1
        } else {
          drop(change, group, &withdraws)
        }
        at = Int(change.next)
      }
      group.bySource.base[Int(bucket.source)] += taken
      announces = announces || taken > 0
    }
    return announces
  }

  @inline(__always)
  private func accepts(_ filter: SpecialisedFilter, _ number: UInt32, _ family: AddressFamily, _ source: UInt16) -> Bool {
    filter.isPrefixIndependent ? filter.otherwise.isAccepted : verdict(filter, number, family).isAccepted
  }

  @inline(__always)
  func verdict(_ filter: SpecialisedFilter, _ number: UInt32, _ family: AddressFamily) -> FilterVerdict {
    with(family) { table in
      let (high, low) = table.table.key(number)
      return filter.verdict(high: high, low: low, length: table.table.entries[Int(number)].length)
    }
  }

  /// The group has the route from now on. Its new source must drop what it had from the old one, which the group's message, not for it,
  /// does not tell.
  @inline(__always)
  private func take(_ change: RouteChange, _ group: UpdateGroup, _ withdraws: inout WithdrawList) {
    let advertised = group.advertised.base + Int(change.number)
    if advertised.pointee == 0 {
      advertised.pointee = 1
      group.count += 1
      return
    }
    group.bySource.base[Int(change.previousSource)] -= 1
    if change.previousSource != change.source && change.source != PeerIndex.local.rawValue {
      if group.isMember(change.source) || group.snapshot != nil { withdraws.add(change.number, .only, change.source) }
    }
  }

  /// The group loses the route, if it had it.
  @inline(__always)
  private func drop(_ change: RouteChange, _ group: UpdateGroup, _ withdraws: inout WithdrawList) {
    let advertised = group.advertised.base + Int(change.number)
    guard advertised.pointee != 0 else { return }
    advertised.pointee = 0
    group.count -= 1
    group.bySource.base[Int(change.previousSource)] -= 1
    let isOwn = change.previousSource == PeerIndex.local.rawValue
    withdraws.add(change.number, isOwn ? .everyone : .allBut, isOwn ? 0 : change.previousSource)
  }

  /// Appends the withdraws of a list to a chain.
  func encode(_ withdraws: inout WithdrawList, _ group: UpdateGroup, into chain: MessageChain) {
    guard !withdraws.isEmpty, var writer = beginWithdraw(group, chain) else { return }
    var current: (audience: Slab.Audience, peer: UInt16)?
    withdraws.drain { number, audience, peer in
      if let open = current, open != (audience, peer) { next(&writer, group, chain, open) }
      current = (audience, peer)
      if append(number, group.key.family, &writer) { return }
      next(&writer, group, chain, (audience, peer))
      _ = append(number, group.key.family, &writer)
    }
    if let current, writer.count > 0 { chain.last.commit(writer.finish(), current.audience, current.peer) }
  }

  /// Appends the withdraws of paths to the chain of a group with ADD-PATH.
  func encode(_ withdraws: inout PathWithdrawList, _ group: UpdateGroup, into chain: MessageChain) {
    guard !withdraws.isEmpty, var writer = beginWithdraw(group, chain) else { return }
    var current: (audience: Slab.Audience, peer: UInt16)?
    for item in withdraws.take() {
      if let open = current, open != (item.audience, item.peer) { next(&writer, group, chain, open) }
      current = (item.audience, item.peer)
      if append(item.number, pathID: item.pathID, group.key.family, &writer) { continue }
      next(&writer, group, chain, (item.audience, item.peer))
      _ = append(item.number, pathID: item.pathID, group.key.family, &writer)
    }
    if let current, writer.count > 0 { chain.last.commit(writer.finish(), current.audience, current.peer) }
  }

  @inline(__always)
  private func append(_ number: UInt32, pathID: UInt32 = 0, _ family: AddressFamily, _ writer: inout UpdateWriter) -> Bool {
    with(family) { $0.table.append(number, pathID: pathID, to: &writer) }
  }

  /// Ends a message and begins the next.
  private func next(
    _ writer: inout UpdateWriter, _ group: UpdateGroup, _ chain: MessageChain, _ open: (audience: Slab.Audience, peer: UInt16)
  ) {
    chain.last.commit(writer.finish(), open.audience, open.peer)
    if let begun = beginWithdraw(group, chain) { writer = begun }
  }

  private func beginWithdraw(_ group: UpdateGroup, _ chain: MessageChain) -> UpdateWriter? {
    let length = group.key.maximumMessageLength
    var writer = UpdateWriter(
      into: chain.reserve(length), maximumLength: length, fourOctetAS: group.key.fourOctetAS, addPath: group.key.pathFamilies)
    return writer.beginWithdraw(group.key.family) ? writer : nil
  }
}
