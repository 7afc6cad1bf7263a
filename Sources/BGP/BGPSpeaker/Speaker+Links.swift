import BGPRIB
import BGPSession
import BGPWire
import CLinux
import NetTypes

extension Speaker {
  // MARK: Connections come and go

  /// A connection attempt of ours succeeded.
  /// `socket` is the caller's own number of it (see ``Link/socket``).
  public func connected(_ link: LinkID, socket: Int32, local: Endpoint, at now: MonotonicTime) {
    guard let slot = slots[link.peer], !slot.isRetired else { return drop(link) }
    slot.links[link.connection] = Link(link, of: slot, socket: socket, local: local)
    give(.connected(link.connection), to: slot, at: now)
  }

  /// A connection attempt of ours failed.
  public func connectFailed(_ link: LinkID, _ reason: ConnectFailure, at now: MonotonicTime) {
    guard let slot = slots[link.peer] else { return }
    give(.connectFailed(link.connection, reason), to: slot, at: now)
  }

  /// Someone connected: who is it? Nil refuses the connection; otherwise ``accepted(_:at:)`` follows once its socket is prepared.
  /// `socket` is the caller's own number of it (see ``Link/socket``).
  public func accepts(
    _ remote: Endpoint, socket: Int32, local: Endpoint, at now: MonotonicTime
  ) -> (LinkID, TransportOptions)? {
    guard let slot = slotsByAddress[remote.address] ?? slotFromRange(remote, at: now) else {
      unknownPeers += 1
      report(.unknownPeer, nil, "connection from \(remote.address) refused: no peer or peerRange of the config has this address")
      return nil
    }
    acceptedConnections &+= 1
    let connection = ConnectionID.accepted(acceptedConnections & 0x7FFF_FFFF)
    let link = slot.link(connection)
    slot.links[connection] = Link(link, of: slot, socket: socket, local: local)
    return (link, slot.configuration.transport)
  }

  /// The connection that ``accepts(_:local:at:)`` named is ready.
  public func accepted(_ link: LinkID, at now: MonotonicTime) {
    guard let slot = slots[link.peer], !slot.isRetired else { return drop(link) }
    slot.forgetDeadline = .distantFuture
    give(.accepted(link.connection), to: slot, at: now)
  }

  /// A connection ended under us.
  public func closed(_ link: LinkID, _ end: LinkEnd, at now: MonotonicTime) {
    guard let slot = slots[link.peer], slot.links.removeValue(forKey: link.connection) != nil else { return }
    give(.closed(link.connection, end.cause), to: slot, at: now)
  }

  /// A connection by its number, while it stands.
  public func link(_ id: LinkID) -> Link? { slots[id.peer]?.links[id.connection] }

  /// The socket of a link that the speaker closed is gone.
  public func forget(_ link: LinkID) {
    guard let slot = slots[link.peer] else { return }
    slot.links[link.connection] = nil
    if slot.isRetired && slot.links.isEmpty { slots[slot.key] = nil }
  }

  private func drop(_ link: LinkID) { effects.append(.close(link)) }

  private func slotFromRange(_ remote: Endpoint, at now: MonotonicTime) -> PeerSlot? {
    guard let range = configuration.range(of: remote.address) else { return nil }
    return addPeer(range.peer(at: remote), range: range.template.name, at: now)
  }

  // MARK: Bytes in

  /// Takes the whole messages at the beginning of `bytes`; returns how many octets they had. The rest must be offered again, with more
  /// behind it.
  public func received(_ link: LinkID, _ bytes: UnsafeRawBufferPointer, at now: MonotonicTime) -> Int {
    guard let slot = slots[link.peer] else { return bytes.count }
    let connection = link.connection
    var offset = 0
    var sawUpdate = false
    guard let state = slot.links[connection] else { return bytes.count }
    while !state.isClosing {
      let rest = UnsafeRawBufferPointer(rebasing: bytes[offset...])
      do throws(NotificationMessage) {
        guard let header = try MessageHeader.read(rest, maximumLength: slot.maximumReceiveLength), header.length <= rest.count else {
          break
        }
        let body = UnsafeRawBufferPointer(rebasing: rest[MessageHeader.length..<header.length])
        offset += header.length
        if header.type == .update && slot.established == connection {
          sawUpdate = true
          receive(update: body, from: slot, at: now)
        } else {
          give(.message(connection, header.type, body), to: slot, at: now)
        }
      } catch {
        give(.malformed(connection, error), to: slot, at: now)
        return bytes.count
      }
    }
    if sawUpdate { give(.updateReceived(connection), to: slot, at: now) }
    return state.isClosing ? bytes.count : offset
  }

  private func receive(update body: UnsafeRawBufferPointer, from slot: PeerSlot, at now: MonotonicTime) {
    switch rib.receive(body, from: slot.index, at: now) {
    case .accepted: break
    case .endOfRIB(let family): endOfRIB(family, from: slot, at: now)
    case .faults(let scope, let faults): note(faults, scope: scope, from: slot)
    case .reset(let notification):
      slot.malformedUpdates += 1
      slot.lastFault = notification.description
      report(.malformed, slot, "malformed UPDATE: \(notification); the session is closed (RFC 4271 §6.3)")
      if let connection = slot.established { give(.malformed(connection, notification), to: slot, at: now) }
    case .limitExceeded(let family, let limit): exceeded(limit, family, by: slot, at: now)
    }
  }

  private func endOfRIB(_ family: AddressFamily, from slot: PeerSlot, at now: MonotonicTime) {
    if !slot.machine.endOfRIBReceived.contains(family) { report(.endOfRIB, slot, "all \(family) routes received (End-of-RIB)") }
    if let connection = slot.established { give(.endOfRIB(connection, family), to: slot, at: now) }
    checkInitialWait(at: now)
  }

  private func note(_ faults: [AttributeFault], scope: FaultScope, from slot: PeerSlot) {
    slot.malformedUpdates += 1
    let text = faults.map { "\($0.attribute?.description ?? "UPDATE"): \($0.problem)" }.joined(separator: "; ")
    // A peer that sends the same fault a million times gets one line, and a counter.
    if slot.lastFault != text { report(.malformed, slot, "malformed UPDATE: \(text): \(scope.name) (RFC 7606)") }
    slot.lastFault = text
  }

  func exceeded(_ limit: PrefixLimit, _ family: AddressFamily, by slot: PeerSlot, at now: MonotonicTime) {
    report(.prefixLimit, slot, "more than \(limit.maximum) \(family) prefixes: \(limit.action.rawValue)")
    if limit.action == .restart {
      let pause = slot.configuration.limitPause
      give(.prefixLimitExceeded(family, limit: UInt32(clamping: limit.maximum), restartAfter: pause), to: slot, at: now)
    }
  }

  // MARK: Bytes out

  /// Hands what the link should send to `write`, which returns how many octets the socket took.
  ///
  /// First the rest of a message that went out in part, then messages of the session machine, then whole messages of the RIB. When the
  /// socket stops inside one of these, its rest is copied (once, at most one message), so that the RIB's log is only ever left between
  /// messages.
  public func flush(_ link: Link, at now: MonotonicTime, with write: (UnsafeBufferPointer<iovec>) -> Int) -> FlushResult {
    let slot = link.slot
    let carriesRoutes = slot.carrier === link && !link.isClosing
    if link.hasControl { return flushControl(link, carriesRoutes: carriesRoutes, at: now, with: write) }
    if !carriesRoutes { return .idle }
    let count = rib.output(
      for: slot.index, into: UnsafeMutableBufferPointer(rebasing: vectors[..<Self.vectorCount]), enough: Self.writeSize)
    if count == 0 { return .idle }
    let part = UnsafeBufferPointer(rebasing: vectors[..<count])
    var offered = 0
    for vector in part { offered += vector.iov_len }
    let written = write(part)
    return settle(link, offered: offered, written: written, routeBytes: written, routeVectors: count, at: now)
  }

  /// As ``flush(_:at:with:)``, with what the session machine has to say before the routes.
  private func flushControl(
    _ link: Link, carriesRoutes: Bool, at now: MonotonicTime, with write: (UnsafeBufferPointer<iovec>) -> Int
  ) -> FlushResult {
    var offered = 0
    var written = 0
    var routeVectors = 0
    link.carry.withUnsafeBytes { carry in
      link.control.withUnsafeBytes { control in
        var count = 0
        for part in [UnsafeRawBufferPointer(rebasing: carry[link.carryOffset...]), control] where !part.isEmpty {
          vectors[count] = iovec(iov_base: UnsafeMutableRawPointer(mutating: part.baseAddress), iov_len: part.count)
          count += 1
        }
        let linkVectors = count
        if carriesRoutes {
          routeVectors = rib.output(
            for: link.slot.index, into: UnsafeMutableBufferPointer(rebasing: vectors[count..<(count + Self.vectorCount)]),
            enough: Self.writeSize)
          count += routeVectors
        }
        for vector in vectors[..<count] { offered += vector.iov_len }
        written = write(UnsafeBufferPointer(rebasing: vectors[..<count]))
        if routeVectors > 0 { shiftVectors(by: linkVectors, count: routeVectors) }
      }
    }
    return settle(link, offered: offered, written: written, routeBytes: link.wrote(written), routeVectors: routeVectors, at: now)
  }

  /// Notes what a write came to.
  private func settle(
    _ link: Link, offered: Int, written: Int, routeBytes: Int, routeVectors: Int, at now: MonotonicTime
  ) -> FlushResult {
    if routeBytes > 0 {
      let updates = settle(routeBytes, vectors: routeVectors, link)
      if updates > 0 { link.slot.machine.updatesSent(link.id.connection, count: updates, at: now) }
    }
    // Fewer vectors than there is room for: that was all, but for a peer that had fallen behind. What comes later is told by the RIB.
    let hasMore = link.hasControl || routeVectors == Self.vectorCount || offered >= Self.writeSize || rib.awaitsDifference(link.slot.index)
    note(written: written, isComplete: written == offered && !hasMore, isShort: written < offered, link, at: now)
    if written < offered { return .blocked }
    return hasMore ? .more : .idle
  }

  /// Tells the machine how sending goes, for the send hold timer (RFC 9687); only changes matter to it.
  private func note(written: Int, isComplete: Bool, isShort: Bool, _ link: Link, at now: MonotonicTime) {
    if !link.isBlocked && !isShort { return }
    let progress: SendProgress = isComplete ? .drained : link.isBlocked && written > 0 ? .advanced : .blocked
    if link.isBlocked && progress == .blocked { return }
    link.isBlocked = !isComplete
    give(.sending(link.id.connection, progress), to: link.slot, at: now)
  }

  private func shiftVectors(by distance: Int, count: Int) {
    for index in 0..<count { vectors[index] = vectors[index + distance] }
  }

  /// Tells the RIB what is out, up to the end of the message that the socket stopped in; the rest of that message goes into the carry.
  /// Returns how many UPDATEs that were.
  private func settle(_ written: Int, vectors count: Int, _ link: Link) -> Int {
    var left = written
    var consumed = 0
    var updates = 0
    for vector in vectors[..<count] {
      let taken = min(left, vector.iov_len)
      let messages = Self.messages(in: vector, reaching: taken)
      updates += messages.updates
      consumed += messages.end
      left -= taken
      if messages.end > taken {
        link.carry = Array(UnsafeRawBufferPointer(start: vector.iov_base, count: vector.iov_len)[taken..<messages.end])
        link.carryOffset = 0
      }
      if left == 0 { break }
    }
    rib.consumed(consumed, by: link.slot.index)
    return updates
  }

  /// The messages up to the one that the octet before `offset` belongs to: where the last one ends, and how many are UPDATEs. A vector of
  /// the RIB begins and ends with whole messages; a step a message costs little beside the write.
  static func messages(in vector: iovec, reaching offset: Int) -> (end: Int, updates: Int) {
    let bytes = UnsafeRawBufferPointer(start: vector.iov_base, count: vector.iov_len)
    var position = 0
    var updates = 0
    while position < offset {
      guard position + MessageHeader.length <= bytes.count else { return (bytes.count, updates) }
      if bytes[position + 18] == MessageType.update.rawValue { updates += 1 }
      let length = Int(bytes[position + 16]) << 8 | Int(bytes[position + 17])
      position += max(length, MessageHeader.length)
    }
    return (min(position, bytes.count), updates)
  }
}
