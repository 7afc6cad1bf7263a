import BGPRIB
import BGPSession
import NetTypes

// After a start two things wait for the peers' End-of-RIB. Routes themselves wait for nothing: they are used and sent as they come.
//
// - Our own End-of-RIB. A peer that kept our routes over the restart drops those that it has not got again when it sees ours; what others
//   have still to tell us would be lost for that moment (RFC 4724 §4.1 defers the whole route selection for that).
// - The routes in the kernel from before the start.
extension Speaker {
  /// Whether routes from before the start may still be kept in the kernel (see ``SpeakerConfiguration/initialWait``).
  public var isWaitingForPeers: Bool { initialDeadline != .distantFuture }

  func endInitialWait(at now: MonotonicTime) {
    if !isWaitingForPeers { return }
    initialDeadline = .distantFuture
    deferralDeadline = .distantFuture
    releaseEndOfRIB()
    effects.append(.kernelRoutesComplete)
    // The restart state bit belongs to the first sessions after a start only (RFC 4724 §3).
    for slot in slots.values where !slot.isRetired { reconfigureSession(slot, at: now) }
  }

  /// A session came up: from now on its peer's time runs.
  func beginDeferral(_ slot: PeerSlot, at now: MonotonicTime) {
    guard isWaitingForPeers else { return }
    firstSession = firstSession ?? now
    slot.lastNews = now
    slot.updatesSeen = slot.machine.statistics.received.update
    checkInitialWait(at: now)
  }

  /// Ends what waits as soon as all that it waits for is there.
  func checkInitialWait(at now: MonotonicTime) {
    guard isWaitingForPeers else { return }
    deferralDeadline = .distantFuture
    let awaited = slots.values.filter { !$0.isRetired && !$0.machine.isDisabled }
    if rib.holdsEndOfRIB, firstSession != nil || awaited.isEmpty && configuration.ranges.isEmpty,
      awaited.allSatisfy({ mayDecide(without: $0, at: now) }), mayDecideWithoutRanges(at: now)
    {
      releaseEndOfRIB()
    }
    guard configuration.ranges.isEmpty, awaited.allSatisfy({ hasToldAll($0, at: now) }) else { return }
    endInitialWait(at: now)
  }

  private func releaseEndOfRIB() {
    guard rib.holdsEndOfRIB else { return }
    rib.holdsEndOfRIB = false
    needsWork = true
  }

  /// RFC 4724 §4.1: the wait is for the End-of-RIB of peers that know graceful restart and have not just restarted themselves, who wait for
  /// us in their turn; and only for so long.
  private func mayDecide(without slot: PeerSlot, at now: MonotonicTime) -> Bool {
    if let negotiated = slot.machine.negotiated, slot.established != nil {
      guard let restart = negotiated.gracefulRestart, !restart.restarting else { return true }
      if slot.machine.endOfRIBReceived.isSuperset(of: negotiated.families) { return true }
    }
    return isOver((firstSession ?? now) + slot.configuration.selectionDeferral, at: now)
  }

  /// Who comes in by a range is not known before; all of them have the deferral time from the first session on.
  private func mayDecideWithoutRanges(at now: MonotonicTime) -> Bool {
    configuration.ranges.allSatisfy { isOver((firstSession ?? now) + $0.template.selectionDeferral, at: now) }
  }

  /// Whether the peer has sent what it has. One that marks no end is taken to have done so when it has been silent for a while.
  private func hasToldAll(_ slot: PeerSlot, at now: MonotonicTime) -> Bool {
    guard let negotiated = slot.machine.negotiated, slot.established != nil else { return false }
    if slot.machine.endOfRIBReceived.isSuperset(of: negotiated.families) { return true }
    if negotiated.gracefulRestart != nil { return false }
    let updates = slot.machine.statistics.received.update
    if updates != slot.updatesSeen { (slot.updatesSeen, slot.lastNews) = (updates, now) }
    return isOver(slot.lastNews + slot.configuration.selectionDeferral, at: now)
  }

  /// Whether a time is over; if not, it is looked at again then.
  private func isOver(_ time: MonotonicTime, at now: MonotonicTime) -> Bool {
    if now >= time { return true }
    deferralDeadline = min(deferralDeadline, time)
    return false
  }
}
