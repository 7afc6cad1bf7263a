/// The type octet of a message (RFC 4271 §4.1, RFC 2918).
public enum MessageType: UInt8, Sendable, Hashable, CaseIterable {
  /// Starts a session (RFC 4271 §4.2).
  case open = 1
  /// Routes (RFC 4271 §4.3).
  case update = 2
  /// Ends a session and says why (RFC 4271 §4.5).
  case notification = 3
  /// Nothing new, still here (RFC 4271 §4.4).
  case keepalive = 4
  /// Asks for the routes again (RFC 2918, RFC 7313).
  case routeRefresh = 5

  /// The name in the RFC and in JSON.
  public var name: String {
    switch self {
    case .open: "OPEN"
    case .update: "UPDATE"
    case .notification: "NOTIFICATION"
    case .keepalive: "KEEPALIVE"
    case .routeRefresh: "ROUTE-REFRESH"
    }
  }

  /// The shortest whole message of the type (RFC 4271 §6.1).
  var minimumLength: Int {
    switch self {
    case .open: 29
    case .update: 23
    case .notification: 21
    case .keepalive: 19
    case .routeRefresh: 23
    }
  }
}
