import BGPFilters
import BGPWire
import NetTypes

extension RIB {
  /// Takes the body of an UPDATE in: routes are stored and queued, nothing is decided yet.
  public func receive(_ body: UnsafeRawBufferPointer, from peer: PeerIndex, at now: MonotonicTime) -> ReceiveOutcome {
    guard let state = state(peer), state.isUp else { return .accepted }
    state.updatesReceived &+= 1
    let message: UpdateMessage
    do { message = try UpdateMessage.split(body) } catch { return .reset(error) }
    if let family = message.isEndOfRIB, state.traits.context.families.contains(family) {
      expireStale(peer, family)
      return .endOfRIB(family)
    }
    do {
      return try take(message, state, now)
    } catch {
      return .reset(error.notification(in: message))
    }
  }

  private func take(_ message: UpdateMessage, _ state: PeerState, _ now: MonotonicTime) throws(AttributeFault) -> ReceiveOutcome {
    let context = state.traits.context
    if !message.withdrawn.isEmpty { try withdraw(message.withdrawnSection(in: context), state) }
    if message.nlri.isEmpty && message.mpReach == nil && message.mpUnreach == nil && message.attributes.isEmpty { return .accepted }
    let hasMP = message.mpReach != nil || message.mpUnreach != nil
    let key = hasMP ? joinedKey(message) : message.attributes
    // Two messages with equal attributes mean the same in one context, if both have NLRI and MP_REACH_NLRI or not.
    let salt = state.contextNumber << 8 | UInt32(message.validationKey)
    let hash = hashBytes(key, seed: seed &+ UInt64(salt))
    if let set = headers.find(key, hash: hash, context: salt), let sections = Sections(message, context) {
      if let unreach = sections.unreach { try withdraw(unreach, state) }
      // A set is of one next hop: a message with routes in both places goes the long way.
      if let only = sections.only { return try insert(only, set, state, now) }
      if sections.isEmpty { return .accepted }
    }
    return try decode(message, key: key, hash: hash, salt: salt, state, now)
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
    _ message: UpdateMessage, key: UnsafeRawBufferPointer, hash: UInt64, salt: UInt32, _ state: PeerState, _ now: MonotonicTime
  ) throws(AttributeFault) -> ReceiveOutcome {
    let context = state.traits.context
    let decoded = decoder.decode(message, in: context)
    if let scope = decoded.scope, scope >= .treatAsWithdraw {
      state.updatesWithFaults &+= 1
      if scope == .sessionReset, let worst = decoded.faults.first(where: { $0.scope == .sessionReset }) { throw worst }
      try withdrawAll(message, decoded, state)
      return .faults(scope, decoded.faults)
    }
    if let unreach = decoded.unreach { try withdraw(unreach, state) }
    let ipv4 = message.nlri.isEmpty ? nil : message.nlriSection(in: context, nextHop: decoded.nextHop)
    // A set is of one next hop, so only a message with routes in one place can be found by its header again.
    let isCacheable = decoded.scope == nil && (ipv4 == nil) != (decoded.reach == nil)
    let header = isCacheable ? Header(key: key, hash: hash, salt: salt) : nil
    var outcome = ReceiveOutcome.accepted
    if let ipv4 { outcome = try insert(ipv4, decoded, header, state, now) }
    if let reach = decoded.reach, case .accepted = outcome { outcome = try insert(reach, decoded, header, state, now) }
    if let scope = decoded.scope {
      state.updatesWithFaults &+= 1
      if case .accepted = outcome { return .faults(scope, decoded.faults) }
    }
    return outcome
  }

  /// The routes of one field with attributes that were just decoded.
  private func insert(
    _ section: FamilyNLRI, _ decoded: borrowing DecodedAttributes, _ header: Header?, _ state: PeerState, _ now: MonotonicTime
  ) throws(AttributeFault) -> ReceiveOutcome {
    guard let nextHop = section.nextHop, let number = internNextHop(nextHop, scope: state.traits.scope),
      let set = shared.pointee.intern(decoded.canonical, decoded.fields, nextHop: number)
    else { return .accepted }
    if let header {
      shared.pointee.store.retain(set)
      if let displaced = headers.insert(header.key, hash: header.hash, context: header.salt, set: set) { shared.pointee.release(displaced) }
    }
    defer { shared.pointee.release(set) }
    return try insert(section, set, state, now)
  }

  /// RFC 7606 §2 "treat-as-withdraw": what the message announces is withdrawn.
  private func withdrawAll(_ message: UpdateMessage, _ decoded: DecodedAttributes, _ state: PeerState) throws(AttributeFault) {
    if !message.nlri.isEmpty { try withdraw(message.nlriSection(in: state.traits.context, nextHop: nil), state) }
    if let reach = decoded.reach { try withdraw(reach, state) }
    if let unreach = decoded.unreach { try withdraw(unreach, state) }
  }

  private func withdraw(_ section: FamilyNLRI, _ state: PeerState) throws(AttributeFault) {
    if section.family == .ipv4 {
      try ipv4.pointee.withdraw(section, peer: state.index.rawValue, &shared.pointee)
    } else {
      try ipv6.pointee.withdraw(section, peer: state.index.rawValue, &shared.pointee)
    }
  }

  /// Puts the routes of one field in, with one attribute set; the caller holds a reference to the set.
  private func insert(
    _ section: FamilyNLRI, _ number: UInt32, _ state: PeerState, _ now: MonotonicTime
  ) throws(AttributeFault) -> ReceiveOutcome {
    let family = Int(section.family.rawValue)
    let set = shared.pointee.store[number].pointee
    let program = state.importPrograms[family]
    let base = ImportPolicy.base(set.fields, state.traits)
    var filter = SpecialisedFilter.acceptsAll
    if !program.acceptsAll {
      filter = program.specialise(
        FilterRoute(attributes: shared.pointee.store.bytes(number), fields: set.fields, isFromPeer: true, interface: interface(of: set)))
    }
    let outcome = ImportPolicy.outcome(of: filter.otherwise, program, base: base, number, &shared.pointee)
    let leak = ImportPolicy.isLeak(set.fields, state.traits) ? PathEntry.leaked : 0
    let loop = shared.pointee.store.loop(in: number, from: hot[Int(state.index.rawValue)]) != 0 ? PathEntry.looped : 0
    let limit = state.traits.limit(section.family)
    let run = ImportRun(
      peer: state.index.rawValue, flags: hot[Int(state.index.rawValue)].generations[family] | outcome.flags | leak | loop,
      attributes: number,
      policed: outcome.set, filter: filter, age: UInt32(clamping: now.nanoseconds / 1_000_000_000),
      maximumPaths: limit?.action == .discard ? UInt32(clamping: limit?.maximum ?? 0) : .max)
    var police = PrefixPolice(program, base: base)
    defer {
      police.finish(&shared.pointee)
      if outcome.set != number { shared.pointee.release(outcome.set) }
    }
    let counts =
      section.family == .ipv4
      ? ipv4.pointee.insert(section, run, &shared.pointee, &police) : ipv6.pointee.insert(section, run, &shared.pointee, &police)
    shared.pointee.store.retain(number, counts.references)
    if let fault = counts.fault { throw fault }
    return checkLimit(limit, state, section.family, refused: counts.refused)
  }

  private func checkLimit(_ limit: PrefixLimit?, _ state: PeerState, _ family: AddressFamily, refused: UInt32) -> ReceiveOutcome {
    guard let limit else { return .accepted }
    return with(family) { table in
      let counts = table.counts.base + Int(state.index.rawValue)
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
