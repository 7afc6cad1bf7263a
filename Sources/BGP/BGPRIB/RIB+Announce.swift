import BGPFilters
import BGPWire
import NetTypes

extension RIB {
  /// Encodes what the group has of the batch, bucket by bucket: one attribute set, one source, as many prefixes as a message takes.
  ///
  /// In a log and a snapshot each message is for all but its source. For one `reader` alone, the batch must not hold its own routes.
  func encodeAnnouncements(_ group: UpdateGroup, _ family: AddressFamily, into chain: MessageChain, for reader: UInt16?) {
    for index in 1..<(batch.pointee.bucketCount + 1) {
      let bucket = batch.pointee.buckets[index]
      guard bucket.attributes != AttributeStore.none else { continue }
      guard let filter = admission(bucket.attributes, bucket.source, group).filter else { continue }
      if filter.isPrefixIndependent {
        guard filter.otherwise.isAccepted else { continue }
        encode(bucket, group, family, into: chain, filter.otherwise, nil, alone: reader != nil)
        continue
      }
      // Rules that ask for the prefix: once through the bucket for each outcome that differs.
      for verdict in verdicts(in: bucket, filter, family) where verdict.isAccepted {
        encode(bucket, group, family, into: chain, verdict, filter, alone: reader != nil)
      }
    }
  }

  private func verdicts(in bucket: RouteBucket, _ filter: SpecialisedFilter, _ family: AddressFamily) -> [FilterVerdict] {
    var found: [FilterVerdict] = []
    var at = Int(bucket.head)
    while at != 0 {
      let verdict = verdict(filter, batch.pointee.changes[at].number, family)
      if found.last != verdict && !found.contains(verdict) { found.append(verdict) }
      at = Int(batch.pointee.changes[at].next)
    }
    return found
  }

  private func encode(
    _ bucket: RouteBucket, _ group: UpdateGroup, _ family: AddressFamily, into chain: MessageChain, _ verdict: FilterVerdict,
    _ filter: SpecialisedFilter?, alone: Bool
  ) {
    let isLocal = bucket.source == PeerIndex.local.rawValue
    let set = shared.pointee.store[bucket.attributes].pointee
    let learned = shared.pointee.nextHops.entries[Int(set.nextHop)].nextHop
    guard let nextHop = group.rules.nextHop(of: set, learned, isLocal: isLocal) else { return }
    let attributes = exported(bucket.attributes, set.fields, isLocal: isLocal, bucket.source, verdict, group)
    let audience: Slab.Audience = alone || isLocal ? .everyone : .allBut
    let excluded = audience == .everyone ? 0 : bucket.source
    let message = MessageFrame(attributes: attributes, nextHop: nextHop, audience: audience, peer: excluded)
    let only = filter.map { (filter: $0, verdict: verdict) }
    with(family) { table in
      if group.paths == nil {
        table.encode(bucket, batch.pointee.changes.base, group.advertised.base, message, group.key, only, into: chain)
      } else {
        table.encodePaths(bucket, batch.pointee, message, group.key, only, into: chain)
      }
    }
  }
}

extension RIB {
  /// The attributes of a set as the group gets them: written directly where the change is one of the usual ones, edited otherwise.
  private func exported(
    _ number: UInt32, _ fields: AttributeFields, isLocal: Bool, _ source: UInt16, _ verdict: FilterVerdict, _ group: UpdateGroup
  ) -> UnsafeRawBufferPointer {
    let canonical = shared.pointee.store.bytes(number)
    let operations = verdict.rule == FilterVerdict.unmatched ? [] : group.program.operations(of: verdict)
    if operations.isEmpty,
      let direct = DirectExport(group.rules, fields, isLocal: isLocal, hot[Int(source)]).write(canonical, into: exportScratch)
    {
      return direct
    }
    let edit = group.rules.edit(fields, canonical, isLocal: isLocal, hot[Int(source)], operations)
    return shared.pointee.editor.apply(edit, to: canonical, fields: fields).canonical
  }
}

/// What the messages of one bucket have in common.
struct MessageFrame {
  let attributes: UnsafeRawBufferPointer
  let nextHop: NextHop
  let audience: Slab.Audience
  let peer: UInt16
}

extension FamilyTable {
  /// Writes the prefixes of a bucket that the group has: the innermost loop of export.
  borrowing func encode(
    _ bucket: RouteBucket, _ changes: UnsafeMutablePointer<RouteChange>, _ advertised: UnsafeMutablePointer<UInt8>, _ frame: MessageFrame,
    _ key: GroupKey, _ only: (filter: SpecialisedFilter, verdict: FilterVerdict)?, into chain: MessageChain
  ) {
    var at = Int(bucket.head)
    while at != 0 {
      var writer = UpdateWriter(
        into: chain.reserve(key.maximumMessageLength), maximumLength: key.maximumMessageLength, fourOctetAS: key.fourOctetAS)
      // A set that leaves no room for a prefix cannot be sent at all (RFC 4271 §4.3 limits the message).
      guard writer.beginReach(family, canonical: frame.attributes, nextHop: frame.nextHop) else { return }
      while at != 0 {
        let change = changes[at]
        if advertised[Int(change.number)] != 0, only == nil || matches(only, change.number) {
          if !table.append(change.number, to: &writer) { break }
        }
        at = Int(change.next)
      }
      if writer.count > 0 { chain.last.commit(writer.finish(), frame.audience, frame.peer) }
    }
  }

  /// Writes the paths of a bucket that a group with ADD-PATH is to be told of.
  borrowing func encodePaths(
    _ bucket: RouteBucket, _ batch: borrowing RouteBatch, _ frame: MessageFrame, _ key: GroupKey,
    _ only: (filter: SpecialisedFilter, verdict: FilterVerdict)?, into chain: MessageChain
  ) {
    var at = Int(bucket.head)
    while at != 0 {
      var writer = UpdateWriter(
        into: chain.reserve(key.maximumMessageLength), maximumLength: key.maximumMessageLength, fourOctetAS: key.fourOctetAS,
        addPath: key.pathFamilies)
      guard writer.beginReach(family, canonical: frame.attributes, nextHop: frame.nextHop) else { return }
      while at != 0 {
        let change = batch.changes[at]
        if change.previousSource != 0, only == nil || matches(only, change.number) {
          if !table.append(change.number, pathID: batch.pathIDs[at], to: &writer) { break }
        }
        at = Int(change.next)
      }
      if writer.count > 0 { chain.last.commit(writer.finish(), frame.audience, frame.peer) }
    }
  }

  private borrowing func matches(_ only: (filter: SpecialisedFilter, verdict: FilterVerdict)?, _ number: UInt32) -> Bool {
    guard let only else { return true }
    let (high, low) = table.key(number)
    return only.filter.verdict(high: high, low: low, length: table.entries[Int(number)].length) == only.verdict
  }
}
