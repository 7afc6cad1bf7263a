import BGPWire
import NetTypes

/// Why the last session or attempt ended, as long as nothing better is known.
struct LastFailure {
  /// Why.
  let reason: DownReason
  /// When.
  let time: MonotonicTime
  /// Something happened since that may have mended it: whatever goes wrong next is news.
  var isSuperseded = false

  /// How long a reason that says what is wrong stands against later ones that say nothing. Longer than other daemons take no
  /// connections after an error (BIRD's error wait: up to five minutes), in which all that is seen of them is a connection that closes.
  static let validity = Duration.seconds(600)

  /// Whether `next` takes its place: a bare failure of TCP does not hide the refusal that the peer answered by it.
  func yields(to next: DownReason, at now: MonotonicTime) -> Bool {
    isSuperseded || !next.isMute || !reason.isTelling || now - time >= Self.validity
  }

  /// The peer sent an OPEN that we accept. That disproves all but its own refusal of our OPEN, which is to come yet.
  mutating func openAccepted() {
    if case .notificationReceived(let notification) = reason, NotificationMessage.Code(rawValue: notification.code) == .open { return }
    isSuperseded = true
  }
}

extension DownReason {
  /// Whether it says what is wrong between the two sides.
  fileprivate var isTelling: Bool {
    switch self {
    case .refused, .protocolError: true
    case .notificationReceived: !isMute
    default: false
    }
  }

  /// Whether it only says that an attempt came to nothing.
  fileprivate var isMute: Bool {
    switch self {
    case .connectFailed, .noOpen: true
    case .closed(_, let state): state != .established
    // Cease/Connection Rejected and Cease/Connection Collision Resolution (RFC 4486): not now, not this one.
    case .notificationReceived(let notification):
      NotificationMessage.Code(rawValue: notification.code) == .cease && (notification.subcode == 5 || notification.subcode == 7)
    default: false
    }
  }
}
