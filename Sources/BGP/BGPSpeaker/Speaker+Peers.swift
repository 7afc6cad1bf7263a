import BGPRIB
import BGPSession
import BGPWire
import NetTypes

extension Speaker {
  // MARK: Peers come and go

  @discardableResult
  func addPeer(_ peer: SpeakerPeer, range: String?, at now: MonotonicTime) -> PeerSlot? {
    guard let index = rib.add(peer.routing) else {
      events.append(SpeakerEvent(kind: .sessionRefused, peer: peer.name, text: "no room for another peer in the RIB"))
      return nil
    }
    lastKey += 1
    let key = PeerKey(rawValue: lastKey)
    var session = peer.session
    // Each machine needs a jitter of its own; the same configuration gives the same one again.
    session.seed = configuration.rib.hashSeed &+ UInt64(lastKey) &* 0x9E37_79B9_7F4A_7C15
    session.gracefulRestart?.restarting = isWaitingForPeers
    let slot = PeerSlot(key: key, range: range, configuration: peer, machine: Peer(session), index: index)
    slots[key] = slot
    while slotsByIndex.count <= Int(index.rawValue) { slotsByIndex.append(nil) }
    slotsByIndex[Int(index.rawValue)] = slot
    slotsByAddress[peer.endpoint.address] = slot
    if let shutdown = shutdowns[peer.name] {
      give(.disable(reason: shutdown), to: slot, at: now)
    } else {
      give(.start, to: slot, at: now)
    }
    return slot
  }

  /// Ends what the peer has and forgets it.
  func remove(_ slot: PeerSlot, at now: MonotonicTime) {
    slot.isRetired = true
    give(.deconfigure, to: slot, at: now)
    rib.remove(slot.index)
    deadlines.remove(slot.key)
    slotsByIndex[Int(slot.index.rawValue)] = nil
    if slotsByAddress[slot.configuration.endpoint.address] === slot { slotsByAddress[slot.configuration.endpoint.address] = nil }
    // Its NOTIFICATION has still to be written: the slot goes with its last connection.
    if slot.links.isEmpty { slots[slot.key] = nil }
  }

  /// The peer at a place in the RIB.
  func slot(_ index: PeerIndex) -> PeerSlot? { Int(index.rawValue) < slotsByIndex.count ? slotsByIndex[Int(index.rawValue)] : nil }

  // MARK: The machine's effects

  func give(_ input: PeerInput, to slot: PeerSlot, at now: MonotonicTime) {
    needsWork = true
    for effect in slot.machine.handle(input, at: now) { carryOut(effect, for: slot, at: now) }
    if !slot.isRetired { deadlines.schedule(slot.key, at: slot.nextDeadline) }
  }

  func carryOut(_ effect: PeerEffect, for slot: PeerSlot, at now: MonotonicTime) {
    switch effect {
    case .connect(let connection):
      effects.append(.connect(slot.link(connection), slot.configuration.endpoint, slot.configuration.transport))
    case .send(let connection, let octets): send(octets, on: connection, of: slot)
    case .close(let connection, let manner): close(connection, manner, of: slot)
    case .established(let connection, let negotiated):
      established(connection, negotiated, slot)
      beginDeferral(slot, at: now)
    case .down(let reason, let retention): down(reason, retention, slot, at: now)
    case .routesExpired(let families): for family in families.families { rib.expireStale(slot.index, family) }
    case .refreshRequested(let family): rib.requestRefresh(slot.index, family)
    case .refreshBegan(let family): rib.beginRefreshFromPeer(slot.index, family)
    case .refreshEnded(let family): rib.endRefreshFromPeer(slot.index, family)
    case .stateChanged(let state): stateChanged(state, slot, at: now)
    }
  }

  private func send(_ octets: [UInt8], on connection: ConnectionID, of slot: PeerSlot) {
    guard let link = slot.links[connection], !link.isClosing else { return }
    link.control.append(contentsOf: octets)
    linksWithOutput.append(link)
  }

  private func close(_ connection: ConnectionID, _ manner: CloseManner, of slot: PeerSlot) {
    if let link = slot.links[connection] {
      link.isClosing = true
      if manner == .abort {
        link.control = []
        link.carry = []
        link.carryOffset = 0
      }
    }
    effects.append(.close(slot.link(connection)))
  }

  private func established(_ connection: ConnectionID, _ negotiated: Negotiated, _ slot: PeerSlot) {
    slot.established = connection
    slot.maximumReceiveLength = negotiated.maximumReceiveLength
    slot.forgetDeadline = .distantFuture
    if slot.isRemembered {
      slot.isRemembered = false
      remembered.removeAll { $0 == slot.key }
    }
    rib.sessionUp(slot.index, routing(of: slot, negotiated, local: slot.carrier?.local))
    if let link = slot.carrier { linksWithOutput.append(link) }
    let families = negotiated.families.families.map(\.description).joined(separator: " and ")
    report(.sessionUp, slot, "Established with AS \(negotiated.remoteAS), router ID \(negotiated.remoteRouterID), \(families)")
  }

  private func down(_ reason: DownReason, _ retention: RouteRetention, _ slot: PeerSlot, at now: MonotonicTime) {
    slot.established = nil
    slot.maximumReceiveLength = MessageHeader.standardMaximum
    switch retention {
    case .remove:
      rib.sessionDown(slot.index, retainStale: false)
      report(.sessionDown, slot, reason.description)
    case .keep(let families, let until):
      rib.sessionDown(slot.index, retainStale: true)
      for family in AddressFamily.allCases where !families.contains(family) { rib.expireStale(slot.index, family) }
      let wait = until == .distantFuture ? "until it is back" : "for up to \((until - now).components.seconds) s"
      report(.sessionDown, slot, "\(reason); its routes are kept \(wait) (graceful restart)")
    }
  }

  private func stateChanged(_ state: SessionState, _ slot: PeerSlot, at now: MonotonicTime) {
    if state < .connect, let ending = slot.machine.statistics.lastError, ending.time == now, slot.machine.statistics.established == 0 {
      report(.sessionRefused, slot, ending.reason.description)
    }
    // A peer of a range that is gone stays visible for a while, with what became of it.
    if slot.range != nil && state <= .active && !slot.isRetired { remember(slot, at: now) }
    if state == .idle { checkInitialWait(at: now) }
  }

  /// A peer of a range without a session is remembered for a time, and only so many of them: whoever connects from one address after
  /// another must not fill the memory. One whose routes are kept over its restart is not forgotten for that.
  private func remember(_ slot: PeerSlot, at now: MonotonicTime) {
    slot.forgetDeadline = now + Self.forgetAfter
    if slot.isRemembered { return }
    slot.isRemembered = true
    remembered.append(slot.key)
    if remembered.count <= Self.rememberedPeers { return }
    guard let oldest = slots[remembered.removeFirst()] else { return }
    oldest.isRemembered = false
    if oldest !== slot, oldest.forgetDeadline != .distantFuture, oldest.machine.staleRoutes == nil { remove(oldest, at: now) }
  }

  /// How long a peer of a range is remembered without a session.
  static let forgetAfter = Duration.seconds(600)
  /// How many peers of ranges are remembered without a session.
  static let rememberedPeers = 256

  /// What the RIB needs to know of the session.
  func routing(of slot: PeerSlot, _ negotiated: Negotiated, local: Endpoint?) -> RIBPeer {
    var peer = slot.configuration.routing
    peer.name = slot.name
    peer.address = slot.configuration.endpoint.address
    peer.routerID = negotiated.remoteRouterID
    peer.context = negotiated.updateContext
    peer.maximumMessageLength = negotiated.maximumMessageLength
    peer.enhancedRefresh = negotiated.enhancedRouteRefresh
    peer.sendPaths = peer.sendPaths.filter { negotiated.addPathSend.contains($0.key) }
    if let local { addresses.fill(&peer, session: local) }
    return peer
  }
}
