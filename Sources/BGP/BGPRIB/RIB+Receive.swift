import BGPFilters
import BGPWire
import NetTypes

extension RIB {
  /// Takes the body of an UPDATE in: routes are stored and queued, nothing is decided yet.
  public func receive(_ body: UnsafeRawBufferPointer, from peer: PeerIndex, at now: MonotonicTime) -> ReceiveOutcome {
    let ingress = ingresses.base + Int(peer.rawValue)
    guard ingress.pointee.isUp else { return .accepted }
    ingress.pointee.updatesReceived &+= 1
    let message: UpdateMessage
    do { message = try UpdateMessage.split(body) } catch { return .reset(error) }
    if message.nlri.isEmpty, let family = message.isEndOfRIB, ingress.pointee.traits.context.families.contains(family) {
      expireStale(peer, family)
      return .endOfRIB(family)
    }
    do {
      return try take(message, peer, now)
    } catch {
      return .reset(error.notification(in: message))
    }
  }

  private func take(_ message: UpdateMessage, _ peer: PeerIndex, _ now: MonotonicTime) throws(AttributeFault) -> ReceiveOutcome {
    let ingress = ingresses.base + Int(peer.rawValue)
    let context = ingress.pointee.traits.context
    if !message.withdrawn.isEmpty { try withdraw(message.withdrawnSection(in: context), peer) }
    let hasMP = message.mpReach != nil || message.mpUnreach != nil
    if message.nlri.isEmpty && !hasMP && message.attributes.isEmpty { return .accepted }
    let key = hasMP ? joinedKey(message) : message.attributes
    // Two messages with equal attributes mean the same in one context, if both have NLRI and MP_REACH_NLRI or not.
    let salt = ingress.pointee.contextNumber << 8 | UInt32(message.validationKey)
    let hash = hashBytes(key, seed: seed &+ UInt64(salt))
    if let set = headers.find(key, hash: hash, context: salt) {
      if !hasMP {
        if message.nlri.isEmpty { return .accepted }
        return try insert(message.nlriSection(in: context, nextHop: nil), set, peer, now)
      }
      if let sections = Sections(message, context) {
        if let unreach = sections.unreach { try withdraw(unreach, peer) }
        // A set is of one next hop: a message with routes in both places goes the long way.
        if let only = sections.only { return try insert(only, set, peer, now) }
        if sections.isEmpty { return .accepted }
      }
    }
    return try decode(message, key: key, hash: hash, salt: salt, peer, now)
  }

  /// The attribute bytes without the MP attributes, with the MP next hop behind them.
  private func joinedKey(_ message: UpdateMessage) -> UnsafeRawBufferPointer {
    let (first, second, third) = message.plainAttributes
    var count = 0
    for part in [first, second, third, message.mpNextHop] {
      if let base = part.baseAddress { (joined + count).copyMemory(from: base, byteCount: part.count) }
      count += part.count
    }
    return UnsafeRawBufferPointer(start: joined, count: count)
  }

  /// Stage 2: the attributes have not been seen before, or not lately.
  private func decode(
    _ message: UpdateMessage, key: UnsafeRawBufferPointer, hash: UInt64, salt: UInt32, _ peer: PeerIndex, _ now: MonotonicTime
  ) throws(AttributeFault) -> ReceiveOutcome {
    let ingress = ingresses.base + Int(peer.rawValue)
    let context = ingress.pointee.traits.context
    let decoded = decoder.decode(message, in: context)
    if let scope = decoded.scope, scope >= .treatAsWithdraw {
      ingress.pointee.updatesWithFaults &+= 1
      if scope == .sessionReset, let worst = decoded.faults.first(where: { $0.scope == .sessionReset }) { throw worst }
      try withdrawAll(message, decoded, peer)
      return .faults(scope, decoded.faults)
    }
    if let unreach = decoded.unreach { try withdraw(unreach, peer) }
    let ipv4 = message.nlri.isEmpty ? nil : message.nlriSection(in: context, nextHop: decoded.nextHop)
    // A set is of one next hop, so only a message with routes in one place can be found by its header again.
    let isCacheable = decoded.scope == nil && (ipv4 == nil) != (decoded.reach == nil)
    let header = isCacheable ? Header(key: key, hash: hash, salt: salt) : nil
    var outcome = ReceiveOutcome.accepted
    if let ipv4 { outcome = try insert(ipv4, decoded, header, peer, now) }
    if let reach = decoded.reach, case .accepted = outcome { outcome = try insert(reach, decoded, header, peer, now) }
    if let scope = decoded.scope {
      ingress.pointee.updatesWithFaults &+= 1
      if case .accepted = outcome { return .faults(scope, decoded.faults) }
    }
    return outcome
  }

  /// The routes of one field with attributes that were just decoded.
  private func insert(
    _ section: FamilyNLRI, _ decoded: borrowing DecodedAttributes, _ header: Header?, _ peer: PeerIndex, _ now: MonotonicTime
  ) throws(AttributeFault) -> ReceiveOutcome {
    guard let nextHop = section.nextHop, let number = internNextHop(nextHop, scope: ingresses[Int(peer.rawValue)].traits.scope),
      let set = shared.pointee.intern(decoded.canonical, decoded.fields, nextHop: number)
    else { return .accepted }
    if let header {
      shared.pointee.store.retain(set)
      if let displaced = headers.insert(header.key, hash: header.hash, context: header.salt, set: set) { shared.pointee.release(displaced) }
    }
    defer { shared.pointee.release(set) }
    return try insert(section, set, peer, now)
  }

  /// RFC 7606 §2 "treat-as-withdraw": what the message announces is withdrawn.
  private func withdrawAll(_ message: UpdateMessage, _ decoded: DecodedAttributes, _ peer: PeerIndex) throws(AttributeFault) {
    let context = ingresses[Int(peer.rawValue)].traits.context
    if !message.nlri.isEmpty { try withdraw(message.nlriSection(in: context, nextHop: nil), peer) }
    if let reach = decoded.reach { try withdraw(reach, peer) }
    if let unreach = decoded.unreach { try withdraw(unreach, peer) }
  }

  private func withdraw(_ section: FamilyNLRI, _ peer: PeerIndex) throws(AttributeFault) {
    if section.family == .ipv4 {
      try ipv4.pointee.withdraw(section, peer: peer.rawValue, &shared.pointee)
    } else {
      try ipv6.pointee.withdraw(section, peer: peer.rawValue, &shared.pointee)
    }
  }

  /// Puts the routes of one field in, with one attribute set; the caller holds a reference to the set.
  @inline(__always)
  private func insert(
    _ section: FamilyNLRI, _ number: UInt32, _ peer: PeerIndex, _ now: MonotonicTime
  ) throws(AttributeFault) -> ReceiveOutcome {
    let ingress = ingresses.base + Int(peer.rawValue)
    let hot = hot.base + Int(peer.rawValue)
    let isLooped = shared.pointee.store.loop(in: number, from: hot) != 0
    let limit = ingress.pointee.traits.limit(section.family)
    let run = ImportRun(
      peer: peer.rawValue,
      flags: hot.pointee.generations[Int(section.family.rawValue)] | (isLooped ? PathEntry.looped : 0), attributes: number,
      policed: number, filter: .acceptsAll, age: UInt32(clamping: now.nanoseconds / 1_000_000_000),
      maximumPaths: limit?.action == .discard ? UInt32(clamping: limit?.maximum ?? 0) : .max)
    let isPlain = ingress.pointee.acceptsAll(section.family) && ImportPolicy.isPlain(shared.pointee.store[number], ingress)
    let counts = isPlain ? insert(section, run) : insertJudged(section, run, peer)
    shared.pointee.store.retain(number, counts.references)
    if let fault = counts.fault { throw fault }
    guard let limit else { return .accepted }
    return check(limit, peer, section.family, refused: counts.refused)
  }

  @inline(__always)
  private func insert(_ section: FamilyNLRI, _ run: ImportRun) -> ImportCounts {
    section.family == .ipv4
      ? ipv4.pointee.insert(section, run, &shared.pointee) : ipv6.pointee.insert(section, run, &shared.pointee)
  }

  /// As above where the import rules have something to say.
  @inline(never)
  private func insertJudged(_ section: FamilyNLRI, _ plain: ImportRun, _ peer: PeerIndex) -> ImportCounts {
    guard let program = state(peer)?.importPrograms[Int(section.family.rawValue)] else { return ImportCounts() }
    let traits = ingresses[Int(peer.rawValue)].traits
    let number = plain.attributes
    let set = shared.pointee.store[number].pointee
    let base = ImportPolicy.base(set.fields, traits)
    var run = plain
    if !program.acceptsAll {
      run.filter = program.specialise(
        FilterRoute(attributes: shared.pointee.store.bytes(number), fields: set.fields, isFromPeer: true, interface: interface(of: set)))
    }
    let outcome = ImportPolicy.outcome(of: run.filter.otherwise, program, base: base, number, &shared.pointee)
    run.policed = outcome.set
    run.flags |= outcome.flags | (ImportPolicy.isLeak(set.fields, traits) ? PathEntry.leaked : 0)
    defer { if outcome.set != number { shared.pointee.release(outcome.set) } }
    if run.filter.isPrefixIndependent { return insert(section, run) }
    var police = PrefixPolice(program, base: base)
    defer { police.finish(&shared.pointee) }
    return section.family == .ipv4
      ? ipv4.pointee.insert(section, run, &shared.pointee, &police) : ipv6.pointee.insert(section, run, &shared.pointee, &police)
  }

  private func check(_ limit: PrefixLimit, _ peer: PeerIndex, _ family: AddressFamily, refused: UInt32) -> ReceiveOutcome {
    with(family) { table in
      let counts = table.counts.base + Int(peer.rawValue)
      let isOver = refused > 0 || Int(counts.pointee.paths) > limit.maximum
      let isNews = isOver && !counts.pointee.isOverLimit
      counts.pointee.isOverLimit = isOver || (counts.pointee.isOverLimit && Int(counts.pointee.paths) >= limit.maximum)
      return isNews ? .limitExceeded(family, limit) : .accepted
    }
  }
}

/// What a message's attributes are found by in the ``HeaderCache``.
private struct Header {
  let key: UnsafeRawBufferPointer
  let hash: UInt64
  let salt: UInt32
}

/// Where the routes of a message are whose attributes are known.
private struct Sections {
  var unreach: FamilyNLRI?
  var only: FamilyNLRI?
  var isEmpty = true

  /// Nil when an MP attribute has a fault of its own: stage 2 finds and reports it.
  init?(_ message: UpdateMessage, _ context: UpdateContext) {
    let reach = message.reach(in: context)
    let unreach = message.unreach(in: context)
    guard reach.fault == nil, unreach.fault == nil else { return nil }
    self.unreach = unreach.nlri
    guard !message.nlri.isEmpty else {
      (only, isEmpty) = (reach.nlri, reach.nlri == nil)
      return
    }
    isEmpty = false
    if reach.nlri == nil { only = message.nlriSection(in: context, nextHop: nil) }
  }
}
