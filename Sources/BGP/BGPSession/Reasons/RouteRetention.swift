import BGPWire
import NetTypes

/// What becomes of the peer's routes when its session is lost (RFC 4724 §4.2).
public enum RouteRetention: Hashable, Sendable {
  /// They are withdrawn at once.
  case remove
  /// Those of the families become stale and stay, until the machine says `routesExpired`, at the time given or earlier;
  /// those of other families are withdrawn, and so is what was stale before.
  case keep(FamilySet, until: MonotonicTime)

  /// The rule for a session that ends for `reason`.
  init(after reason: DownReason, of negotiated: Negotiated, at now: MonotonicTime) {
    if case .stopping = reason {
      // We go away and come back: nothing of ours is to be undone.
      self = .keep(negotiated.families, until: .distantFuture)
      return
    }
    guard let restart = negotiated.gracefulRestart, !restart.families.isEmpty, restart.restartTime > .zero,
      reason.keepsRoutes(notificationSupport: restart.notificationSupport)
    else {
      self = .remove
      return
    }
    self = .keep(restart.families, until: now + restart.restartTime)
  }
}

extension DownReason {
  /// Whether graceful restart applies. RFC 4724 §4.2: when TCP ends without a NOTIFICATION; RFC 8538: with the N bit on both
  /// sides also after NOTIFICATIONs and expired timers, hard resets excepted.
  fileprivate func keepsRoutes(notificationSupport: Bool) -> Bool {
    switch self {
    case .closed, .restarted: true
    case .notificationReceived(let notification): notificationSupport && !notification.isHardReset
    case .protocolError, .holdTimerExpired, .sendHoldTimerExpired, .configurationChanged, .outOfResources, .collision:
      notificationSupport
    case .reset(_, let hard): notificationSupport && !hard
    // RFC 8538 and RFC 9384: these are sent as hard resets.
    case .disabled, .deconfigured, .prefixLimit, .bfdDown: false
    // Only a session that was never up ends by these.
    case .connectFailed, .refused, .noOpen, .stopping: false
    }
  }
}
