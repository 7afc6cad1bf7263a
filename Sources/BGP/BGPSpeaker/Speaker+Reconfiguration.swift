import BGPRIB
import BGPSession
import NetTypes

extension Speaker {
  /// Puts another configuration in force. Peers that are the same in both are not touched; of those that differ only the ones whose
  /// session depends on the difference get a new session (see ``reset(of:to:)``).
  public func reconfigure(_ next: SpeakerConfiguration, at now: MonotonicTime) {
    needsWork = true
    let old = configuration
    configuration = next
    configuration.rib.hashSeed = old.rib.hashSeed
    if old.rib != configuration.rib { rib.update(to: configuration.rib) }
    reconfigureListening(from: old)
    let wanted = Dictionary(next.peers.map { ($0.name, $0) }) { first, _ in first }
    let byAddress = Dictionary(next.peers.map { ($0.endpoint.address, $0) }) { first, _ in first }
    let present = Array(slots.values).filter { !$0.isRetired }.sorted { $0.key.rawValue < $1.key.rawValue }
    var known = Set(present.filter { $0.range == nil }.map(\.name))
    for slot in present {
      // Who came in by a range may have a line of its own now, or be in another range.
      let line =
        slot.range == nil
        ? wanted[slot.name] : byAddress[slot.configuration.endpoint.address].flatMap { known.contains($0.name) ? nil : $0 }
      let range = slot.range == nil || line != nil ? nil : configuration.range(of: slot.configuration.endpoint.address)
      guard let peer = line ?? range?.peer(at: slot.configuration.endpoint) else {
        remove(slot, at: now)
        continue
      }
      if slot.range != nil && range == nil {
        slot.forgetDeadline = .distantFuture
        known.insert(peer.name)
      }
      slot.range = range?.template.name
      reconfigure(slot, to: peer, at: now)
    }
    for peer in next.peers where !known.contains(peer.name) { addPeer(peer, range: nil, at: now) }
    checkInitialWait(at: now)
  }

  private func reconfigureListening(from old: SpeakerConfiguration) {
    let passwords = configuration.passwords
    if old.listen != configuration.listen || !listenProblems.isEmpty {
      listenProblems = listenProblems.filter { configuration.listen.contains($0.key) }
      listenAgain()
    }
    let before = old.passwords
    for (prefix, password) in passwords where before[prefix] != password { effects.append(.password(prefix, password)) }
    for prefix in before.keys where passwords[prefix] == nil { effects.append(.password(prefix, nil)) }
  }

  private func reconfigure(_ slot: PeerSlot, to peer: SpeakerPeer, at now: MonotonicTime) {
    let old = slot.configuration
    if old == peer { return }
    if old.endpoint != peer.endpoint || needsNewConnection(old.transport, peer.transport) {
      remove(slot, at: now)
      addPeer(peer, range: slot.range, at: now)
      return
    }
    slot.configuration = peer
    if old.transport != peer.transport {
      for connection in slot.links.keys { effects.append(.retune(slot.link(connection), peer.transport)) }
    }
    if old.session != peer.session { reconfigureSession(slot, at: now) }
    if old.routing != peer.routing || old.name != peer.name { reroute(slot, at: now) }
  }

  /// A key can change under a connection; the source address cannot, the first key needs options from the SYN on, and with another distance
  /// the packets of a peer that has not been told of it would be dropped until the hold time is over.
  private func needsNewConnection(_ old: TransportOptions, _ new: TransportOptions) -> Bool {
    old.sourceAddress != new.sourceAddress || old.ttlSecurity != new.ttlSecurity || (old.password == nil) != (new.password == nil)
  }

  /// Gives the machine its configuration anew; it decides itself whether that needs a new session.
  func reconfigureSession(_ slot: PeerSlot, at now: MonotonicTime) {
    for effect in slot.machine.reconfigure(session(of: slot), at: now) { carryOut(effect, for: slot, at: now) }
    deadlines.schedule(slot.key, at: slot.nextDeadline)
  }

  private func session(of slot: PeerSlot) -> PeerConfiguration {
    var session = slot.configuration.session
    session.seed = slot.machine.configuration.seed
    session.gracefulRestart?.restarting = isWaitingForPeers
    return session
  }

  /// New filters and the like: evaluated again from the Adj-RIB-In, without a word to the peer but the difference.
  private func reroute(_ slot: PeerSlot, at now: MonotonicTime) {
    var routing = slot.configuration.routing
    if let negotiated = slot.machine.negotiated, let link = slot.carrier {
      routing = self.routing(of: slot, negotiated, local: link.local)
    }
    for demand in rib.update(slot.index, to: routing) {
      switch demand {
      case .limitExceeded(let family, let limit): exceeded(limit, family, by: slot, at: now)
      case .refetch(let family): refetch(family, from: slot, at: now)
      }
    }
  }

  /// Asks for routes again that an earlier limit left out.
  private func refetch(_ family: AddressFamily, from slot: PeerSlot, at now: MonotonicTime) {
    guard let negotiated = slot.machine.negotiated, slot.established != nil else { return }
    guard negotiated.routeRefresh else {
      return report(
        .prefixLimit, slot, "\(family) prefixes that the old limit left out come with the next session: the peer knows no ROUTE-REFRESH")
    }
    report(.prefixLimit, slot, "the peer is asked again for the \(family) prefixes that the old limit left out")
    ask(slot, family, at: now)
  }
}
