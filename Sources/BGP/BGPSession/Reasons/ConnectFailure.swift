/// Why a TCP connect came to nothing.
public enum ConnectFailure: Hashable, Sendable {
  /// ECONNREFUSED: the host is there, nobody listens.
  case refused
  /// ETIMEDOUT, or our own time limit.
  case timedOut
  /// EHOSTUNREACH or ENETUNREACH.
  case noRoute
  /// ECONNRESET.
  case reset
  /// EADDRNOTAVAIL: the source address is not ours (now).
  case sourceAddressUnavailable
  /// Anything else, as the system names it.
  case other(String)
}

extension ConnectFailure: CustomStringConvertible {
  /// What happened, in a few words.
  public var description: String {
    switch self {
    case .refused: "connection refused"
    case .timedOut: "no answer to the connect"
    case .noRoute: "no route to the peer"
    case .reset: "connection reset during the connect"
    case .sourceAddressUnavailable: "the source address is not on this node"
    case .other(let text): "connect failed: \(text)"
    }
  }

  /// What to do about it on our side.
  func mend(under configuration: PeerConfiguration) -> String? {
    switch self {
    case .refused: "is BGP running on \(configuration.addressText), and is this node a peer there?"
    case .timedOut, .reset:
      configuration.hasPassword
        ? "check that \(configuration.addressText) is reachable and has the same password"
        : "check that \(configuration.addressText) is reachable and expects no password"
    case .noRoute: "check the route to \(configuration.addressText) and the interface"
    case .sourceAddressUnavailable: "check sourceAddress"
    case .other: nil
    }
  }
}
