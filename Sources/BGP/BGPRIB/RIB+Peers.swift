import BGPFilters
import BGPWire
import NetTypes

extension RIB {
  /// Adds a peer, whose session is down; nil when there are 65,534 already.
  public func add(_ peer: RIBPeer) -> PeerIndex? {
    let index: PeerIndex
    if let free = freePeers.popLast() {
      index = free
    } else {
      guard peers.count < Int(UInt16.max) else { return nil }
      index = PeerIndex(rawValue: UInt16(peers.count))
      peers.append(nil)
    }
    let state = PeerState(index: index, peer: peer, ingress: ingresses.base + Int(index.rawValue))
    peers[Int(index.rawValue)] = state
    var fields = PeerHot()
    fields.generations = hot[Int(index.rawValue)].generations
    hot[Int(index.rawValue)] = fields
    apply(peer, to: state)
    return index
  }

  /// Takes a peer out; its routes go with the next rounds.
  public func remove(_ peer: PeerIndex) {
    guard state(peer) != nil else { return }
    sessionDown(peer, retainStale: false)
    for family in AddressFamily.allCases { finishSweep(family) }
    peers[Int(peer.rawValue)] = nil
    // What is kept for joiners leaves out whom it is from by this number, which may be another peer's soon, as the same peer may have another.
    for group in groups.joined() { group.snapshot = nil }
    freePeers.append(peer)
  }

  /// A peer's config has changed: its routes are evaluated anew and its update groups are chosen anew, without a session reset.
  /// What only the session can do about limits that have changed is returned.
  public func update(_ peer: PeerIndex, to new: RIBPeer) -> [PeerDemand] {
    guard let state = state(peer) else { return [] }
    let old = state.peer
    let importChanged =
      old.effectiveFilters != new.effectiveFilters || old.role != new.role || old.context.peerType != new.context.peerType
    apply(new, to: state)
    if old.isReflectorClient != new.isReflectorClient { exportAgain(from: peer) }
    if importChanged { for family in AddressFamily.allCases { sweep(family, .evaluate(peer)) } }
    if state.isUp { regroup(state) }
    return recheckLimits(of: state, before: old.limits)
  }

  /// The session is Established; `peer` holds what it negotiated. Every family gets a snapshot, then changes, then End-of-RIB.
  public func sessionUp(_ peer: PeerIndex, _ new: RIBPeer) {
    guard let state = state(peer) else { return }
    if state.isUp { sessionDown(peer, retainStale: false) }
    // A path's generation has three bits: paths of the session before the last must be gone before the number comes round again.
    for family in AddressFamily.allCases where hot[Int(peer.rawValue)].has(PeerHot.sweeps[Int(family.rawValue)]) { finishSweep(family) }
    let sameImport = state.peer.effectiveFilters == new.effectiveFilters && state.peer.role == new.role
    apply(new, to: state)
    state.isUp = true
    hot.base[Int(peer.rawValue)].set(PeerHot.up, true)
    for family in AddressFamily.allCases {
      let index = Int(family.rawValue)
      beginGeneration(peer, family)
      // What the last session was told of its limit is news again in this one.
      with(family) { $0.counts.base[Int(peer.rawValue)].isOverLimit = false }
      if !hot[Int(peer.rawValue)].has(PeerHot.retains[index]) { sweep(family, .removeOld(peer)) }
      if !sameImport { sweep(family, .evaluate(peer)) }
    }
    state.output = PeerOutput()
    for family in new.context.families.families { join(state, family) }
  }

  /// The session is gone. With `retainStale` its routes stay in use until the families' ``expireStale(_:_:)`` or End-of-RIB (RFC 4724).
  public func sessionDown(_ peer: PeerIndex, retainStale: Bool) {
    guard let state = state(peer), state.isUp else {
      if let state = state(peer), !retainStale { dropStale(state) }
      return
    }
    state.isUp = false
    leaveGroups(state)
    state.output = nil
    hot.base[Int(peer.rawValue)].set(PeerHot.up, false)
    for family in AddressFamily.allCases {
      willRefetch(peer, family)
      hot.base[Int(peer.rawValue)].set(PeerHot.retains[Int(family.rawValue)], retainStale)
      if retainStale {
        with(family) { $0.counts.base[Int(peer.rawValue)].stale = $0.counts[Int(peer.rawValue)].paths }
      } else {
        sweep(family, .removeOld(peer))
      }
    }
  }

  /// The time to wait for a restarting peer is over, or its End-of-RIB has come: what it has not announced again goes.
  public func expireStale(_ peer: PeerIndex, _ family: AddressFamily) {
    let flag = PeerHot.retains[Int(family.rawValue)]
    guard state(peer) != nil, hot[Int(peer.rawValue)].has(flag) else { return }
    hot.base[Int(peer.rawValue)].set(flag, false)
    sweep(family, .removeOld(peer))
  }

  /// The peer begins to send everything again (RFC 7313 BoRR): what does not come until the end of that goes.
  public func beginRefreshFromPeer(_ peer: PeerIndex, _ family: AddressFamily) {
    let index = Int(peer.rawValue)
    guard state(peer)?.isUp == true else { return }
    if hot[index].has(PeerHot.sweeps[Int(family.rawValue)]) { finishSweep(family) }
    beginGeneration(peer, family)
    hot.base[index].set(PeerHot.retains[Int(family.rawValue)], true)
  }

  /// The peer has sent everything again (RFC 7313 EoRR).
  public func endRefreshFromPeer(_ peer: PeerIndex, _ family: AddressFamily) { expireStale(peer, family) }

  private func beginGeneration(_ peer: PeerIndex, _ family: AddressFamily) {
    let fields = hot.base + Int(peer.rawValue)
    let index = Int(family.rawValue)
    fields.pointee.generations[index] = (fields.pointee.generations[index] + 1) & PathEntry.generationMask
    willRefetch(peer, family)
    with(family) { $0.counts.base[Int(peer.rawValue)].stale = $0.counts[Int(peer.rawValue)].paths }
  }

  private func dropStale(_ state: PeerState) {
    for family in AddressFamily.allCases { expireStale(state.index, family) }
  }

  private func apply(_ peer: RIBPeer, to state: PeerState) {
    let filtersChanged = state.peer.filters != peer.filters || state.peer.context.peerType != peer.context.peerType
    state.peer = peer
    if filtersChanged { state.importPrograms = PeerState.programs(of: peer) }
    let context = contexts[peer.context] ?? UInt32(contexts.count + 1)
    contexts[peer.context] = context
    state.ingress.pointee.contextNumber = context
    let address = NextHop(peer.address)
    let fields = hot.base + Int(state.index.rawValue)
    (fields.pointee.addressHigh, fields.pointee.addressLow) = (address.high, address.low)
    fields.pointee.routerID = peer.routerID.rawValue
    fields.pointee.set(PeerHot.external, peer.context.peerType != .internal)
    fields.pointee.set(PeerHot.outside, peer.context.peerType == .external)
    fields.pointee.set(PeerHot.client, peer.isReflectorClient)
    applyLoopRules(of: peer, to: state.index)
    learnOwnAddresses(of: peer)
    if !localInterfacesMatter && peer.asksForInterfaces {
      localInterfacesMatter = true
      restoreLocals()
    }
  }

  /// Loops are found when a prefix is decided: other rules for them mean to decide anew.
  private func applyLoopRules(of peer: RIBPeer, to index: PeerIndex) {
    let fields = hot.base + Int(index.rawValue)
    let (localAS, allowed) = (peer.localAS?.rawValue ?? 0, peer.allowedOwnAS)
    guard (fields.pointee.localAS, fields.pointee.allowedOwnAS) != (localAS, allowed) else { return }
    (fields.pointee.localAS, fields.pointee.allowedOwnAS) = (localAS, allowed)
    for family in AddressFamily.allCases where with(family, { $0.counts[Int(index.rawValue)].paths }) > 0 { sweep(family, .everything) }
  }

  /// Next hops among our own addresses lead back here.
  private func learnOwnAddresses(of peer: RIBPeer) {
    let addresses = [peer.localIPv4.map { IPAddress.v4($0) }, peer.localIPv6.map { IPAddress.v6($0) }].compactMap { $0 }
    let known = connected.ownAddresses.count
    connected.ownAddresses.formUnion(addresses)
    if connected.ownAddresses.count != known { resolveAllNextHops() }
  }
}
