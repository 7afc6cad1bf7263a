import NetTypes

/// The AS that a peer must be in.
public enum RemoteAS: Hashable, Sendable, CustomStringConvertible {
  /// This one.
  case number(ASNumber)
  /// Ours.
  case `internal`
  /// Any but ours.
  case external

  /// As in the config file.
  public var description: String {
    switch self {
    case .number(let number): number.description
    case .internal: "internal"
    case .external: "external"
    }
  }
}

/// The next hop of routes that are sent to a peer.
public enum NextHopMode: String, Hashable, Sendable, CaseIterable {
  /// As RFC 4271 §5.1.3 says: ourselves to external peers, unchanged to internal ones.
  case auto = "Auto"
  /// Always ourselves.
  case `self` = "Self"
  /// Unchanged.
  case keep = "Keep"
}

/// Bidirectional forwarding detection (RFC 5880), in milliseconds.
public struct BFDSettings: Hashable, Sendable {
  /// The least interval at which we send.
  public var transmitInterval: UInt32 = 300
  /// The least interval at which we can receive.
  public var receiveInterval: UInt32 = 300
  /// How many missing packets mean that the peer is gone.
  public var multiplier: UInt8 = 3

  /// The defaults.
  public init() {}
}

/// Whether the labels that travel with a peer's routes are believed.
public enum IdentityTrust: String, Hashable, Sendable, CaseIterable {
  /// They are, and ours are sent to it.
  case accept
  /// They are removed in both directions.
  case drop
}

/// Our own role on a session (RFC 9234 §3.1).
public enum PeerRole: String, Hashable, Sendable, CaseIterable {
  /// We give transit to the peer.
  case provider
  /// We are a route server and the peer its client.
  case routeServer
  /// We are the client of a route server.
  case routeServerClient
  /// The peer gives transit to us.
  case customer
  /// Equals.
  case peer
}

/// How many prefixes a peer may send, and what happens at one more.
public struct PrefixLimit: Hashable, Sendable {
  /// What happens above the limit.
  public enum Action: String, Hashable, Sendable, CaseIterable {
    /// A warning.
    case warn
    /// What exceeds it is not used.
    case discard
    /// The session ends and comes back after ``PrefixLimit/restartAfter``.
    case restart
  }

  /// The most prefixes of a family that are accepted.
  public var maximum: UInt32
  /// What happens above it.
  public var action: Action = .warn
  /// Seconds until a session that ended this way starts again.
  public var restartAfter: UInt32 = 300

  /// A limit that only warns.
  public init(maximum: UInt32) { self.maximum = maximum }
}

/// Graceful restart with one peer.
public enum GracefulRestartChoice: Hashable, Sendable {
  /// As the node says.
  case asNode
  /// Off with this peer.
  case off
  /// With its own times.
  case on(GracefulRestartSettings)
}

/// Filters that need no definition.
public enum BuiltInFilterName: String, Hashable, Sendable, CaseIterable {
  /// Everything, both ways.
  case acceptAll = "accept-all"
  /// Own workloads and blocks go out, nothing comes in.
  case ownRoutes = "own-routes"
  /// Everything but the default routes, both ways.
  case noDefault = "no-default"
}
