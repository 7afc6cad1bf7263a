import BGPWire
import NetTypes

/// Why a session, or an attempt at one, ended.
public enum DownReason: Hashable, Sendable {
  /// The TCP connect failed.
  case connectFailed(ConnectFailure)
  /// The TCP connection ended without a NOTIFICATION.
  case closed(CloseCause, during: SessionState)
  /// The peer sent a NOTIFICATION.
  case notificationReceived(NotificationMessage)
  /// We refused the peer's OPEN.
  case refused(OpenRefusal)
  /// The peer sent something malformed, or a message out of place, and was told so.
  case protocolError(NotificationMessage)
  /// The peer did not send its OPEN.
  case noOpen
  /// The hold timer expired; the hold time in seconds.
  case holdTimerExpired(UInt16)
  /// The peer took nothing from us for this long (RFC 9687).
  case sendHoldTimerExpired(Duration)
  /// Disabled here.
  case disabled(DisableReason)
  /// Reset here by an administrator, who may have said why; a hard one ends graceful restart too (RFC 8538).
  case reset(String?, hard: Bool)
  /// Taken out of the configuration.
  case deconfigured
  /// The configuration changed in the named point, which needs a new session.
  case configurationChanged(String)
  /// The peer sent more prefixes than allowed.
  case prefixLimit(AddressFamily, limit: UInt32)
  /// We ran out of something.
  case outOfResources
  /// BFD says the path is down.
  case bfdDown
  /// The peer, which does graceful restart, came back on a new connection (RFC 4724 §5).
  case restarted
  /// The other connection of a collision stays (RFC 4271 §6.8).
  case collision
  /// This speaker stops, to start again.
  case stopping
}

extension DownReason: CustomStringConvertible {
  /// The words of `why`, without what to do about it and what comes next.
  public var description: String {
    switch self {
    case .connectFailed(let failure): failure.description
    case .closed(let cause, .established): cause.description
    case .closed(let cause, let state): "\(cause) in \(state.description)"
    case .notificationReceived(let notification): "peer closed: \(notification)"
    case .refused(let refusal): refusal.description
    case .protocolError(let notification): "the peer broke the protocol: \(notification)"
    case .noOpen: "the peer took the connection but sent no OPEN"
    case .holdTimerExpired(let seconds): "nothing heard from the peer for the hold time of \(seconds) s"
    case .sendHoldTimerExpired(let span): "the peer took nothing from us for \(span.inWholeSeconds) s (send hold timer)"
    case .disabled(let reason): reason.description
    case .reset(nil, _): "reset by the administrator"
    case .reset(let text?, _): "reset by the administrator: \"\(text)\""
    case .deconfigured: "taken out of the configuration"
    case .configurationChanged(let what): "new session because the configuration changed: \(what)"
    case .prefixLimit(let family, let limit): "the peer sent more than \(limit) \(family) prefixes (prefix limit)"
    case .outOfResources: "out of resources"
    case .bfdDown: "BFD says the path to the peer is down"
    case .restarted: "the peer restarted and came back on a new connection"
    case .collision: "the other of two connections was kept (collision)"
    case .stopping: "apusd stops"
    }
  }
}

extension DownReason {
  /// What to do about it on our side, where there is something.
  func mend(under configuration: PeerConfiguration) -> String? {
    switch self {
    case .connectFailed(let failure): failure.mend(under: configuration)
    case .closed(.endOfStream, .openSent), .closed(.reset, .openSent):
      "is this node a peer there, with this address and password?"
    case .notificationReceived(let notification): Self.mend(for: notification, under: configuration)
    case .refused(.noCommonFamily): "set families to what the peer offers"
    case .refused(.noRole): "set the role on the peer, or turn strict mode off"
    case .prefixLimit: "raise the limit, or filter on the peer; `session enable` tries again at once"
    default: nil
    }
  }

  private static func mend(for notification: NotificationMessage, under configuration: PeerConfiguration) -> String? {
    switch (NotificationMessage.Code(rawValue: notification.code), notification.subcode) {
    case (.open, 2): "the peer does not expect our AS \(configuration.localAS)"
    case (.open, 3): "the peer does not accept our router ID \(configuration.localRouterID)"
    case (.open, 6): "the peer does not accept our hold time of \(configuration.holdTime) s"
    case (.open, 7): "the peer wants a capability that is not offered here; compare families"
    case (.open, 11): "the peer has another role in mind for us"
    default: nil
    }
  }

  /// Whether the next attempt waits longer for it: not when nobody failed.
  var isFailure: Bool {
    switch self {
    case .collision, .reset, .configurationChanged, .restarted, .disabled, .deconfigured, .stopping: false
    default: true
    }
  }
}

extension Duration {
  /// Whole seconds, rounded up, as texts show them.
  var inWholeSeconds: Int64 { components.seconds + (components.attoseconds > 0 ? 1 : 0) }
}
