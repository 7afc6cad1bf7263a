import BGPRIB
import BGPSession
import NetTypes

extension Speaker {
  /// What an administrator may do to a session.
  public enum AdministrativeAction: Sendable, Hashable {
    /// Run, at once.
    case enable
    /// End the session and stay down.
    case disable
    /// End the session and begin anew; `hard`: the peer is not to keep routes (RFC 8538).
    case reset(hard: Bool)
    /// Ask the peer for its routes again, and evaluate the import rules anew.
    case refreshIn
    /// Send all routes again.
    case refreshOut
  }

  /// Acts on a peer by name or address; returns false when there is no such peer.
  ///
  /// To disable again without a reason keeps the one that is there.
  public func administrate(_ name: String, _ action: AdministrativeAction, reason: String?, at now: MonotonicTime) -> Bool {
    guard let slot = slot(named: name) else { return false }
    needsWork = true
    let reason = reason ?? (action == .disable ? shutdownReason(of: slot.name) : nil)
    let because = reason.map { ": \"\($0)\"" } ?? ""
    switch action {
    case .enable:
      shutdowns[slot.name] = nil
      report(.administrative, slot, "enabled\(because)")
      give(.enable, to: slot, at: now)
    case .disable:
      shutdowns[slot.name] = .some(reason)
      report(.administrative, slot, "disabled\(because)")
      give(.disable(reason: reason), to: slot, at: now)
    case .reset(let hard):
      report(.administrative, slot, "reset\(because)")
      give(.reset(reason: reason, hard: hard), to: slot, at: now)
    case .refreshIn: refreshIn(slot, at: now)
    case .refreshOut:
      report(.administrative, slot, "all routes are sent again")
      for family in slot.machine.negotiated?.families.families ?? [] where slot.established != nil {
        rib.requestRefresh(slot.index, family)
      }
    }
    return true
  }

  /// What an administrator who took a session down said; nil when nobody did, or said nothing.
  public func shutdownReason(of name: String) -> String? { slot(named: name).flatMap { shutdowns[$0.name] ?? nil } }

  private func refreshIn(_ slot: PeerSlot, at now: MonotonicTime) {
    report(.administrative, slot, "import rules are evaluated again, the peer is asked for its routes")
    rib.reevaluate(slot.index)
    for family in slot.machine.negotiated?.families.families ?? [] where slot.established != nil { ask(slot, family, at: now) }
  }

  /// Asks the peer for its routes of a family, if it can be asked (RFC 2918).
  func ask(_ slot: PeerSlot, _ family: AddressFamily, at now: MonotonicTime) {
    guard slot.machine.negotiated?.routeRefresh == true else { return }
    rib.willRefetch(slot.index, family)
    give(.requestRefresh(family), to: slot, at: now)
  }

  /// Ends all sessions because the daemon stops. With graceful restart connections close without a word and peers keep the routes; without
  /// it they are told (Cease/Administrative Shutdown).
  public func stop(at now: MonotonicTime) {
    for slot in slots.values.sorted(by: { $0.key.rawValue < $1.key.rawValue }) where !slot.isRetired {
      let isGraceful = slot.machine.negotiated?.gracefulRestart != nil && slot.configuration.session.gracefulRestart != nil
      give(isGraceful ? .stopForRestart : .disable(reason: "apusd stops"), to: slot, at: now)
    }
  }

  func slot(named name: String) -> PeerSlot? {
    let live = slots.values.filter { !$0.isRetired }
    return live.first { $0.name == name } ?? IPAddress(name).flatMap { slotsByAddress[$0] }
  }
}
