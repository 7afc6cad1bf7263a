import BGPWire
import NetTypes

/// Messages by type.
public struct MessageCounts: Hashable, Sendable {
  /// OPEN.
  public var open: UInt64 = 0
  /// UPDATE.
  public var update: UInt64 = 0
  /// NOTIFICATION.
  public var notification: UInt64 = 0
  /// KEEPALIVE.
  public var keepalive: UInt64 = 0
  /// ROUTE-REFRESH.
  public var routeRefresh: UInt64 = 0

  /// No messages.
  public init() {}

  /// All messages.
  public var total: UInt64 { open &+ update &+ notification &+ keepalive &+ routeRefresh }

  mutating func count(_ type: MessageType, _ number: Int = 1) {
    let number = UInt64(clamping: number)
    switch type {
    case .open: open &+= number
    case .update: update &+= number
    case .notification: notification &+= number
    case .keepalive: keepalive &+= number
    case .routeRefresh: routeRefresh &+= number
    }
  }
}

/// What a peer went through since its machine was made.
public struct PeerStatistics: Hashable, Sendable {
  /// Why something ended, and when.
  public struct Ending: Hashable, Sendable {
    /// Why.
    public var reason: DownReason
    /// When.
    public var time: MonotonicTime
  }

  /// Messages from the peer.
  public var received = MessageCounts()
  /// Messages to the peer.
  public var sent = MessageCounts()
  /// TCP connects that we tried.
  public var connects: UInt64 = 0
  /// Connections that the peer opened.
  public var accepts: UInt64 = 0
  /// Collisions that were resolved.
  public var collisions: UInt64 = 0
  /// How often the session came up.
  public var established: UInt64 = 0
  /// How often it went down.
  public var flaps: UInt64 = 0
  /// When the state last changed.
  public var lastStateChange: MonotonicTime?
  /// When the session last came up.
  public var lastEstablished: MonotonicTime?
  /// The last thing that went wrong, with a session or an attempt at one; kept when a session comes up.
  public var lastError: Ending?

  /// Nothing yet.
  public init() {}
}
