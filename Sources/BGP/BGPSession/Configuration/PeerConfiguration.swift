import BGPWire
import NetTypes

/// All that a session needs to know of its peer beforehand; plain values, no sockets.
public struct PeerConfiguration: Hashable, Sendable {
  /// The name in the config file.
  public var name: String
  /// Where connections go and where they come from; used in texts only, since the speaker owns the sockets.
  public var address: IPAddress?
  /// The peer's port, used in texts only.
  public var port: UInt16 = 179
  /// The AS that the peer may have.
  public var remoteAS: RemoteAS
  /// Our AS on this session.
  public var localAS: ASNumber
  /// Our BGP identifier.
  public var localRouterID: RouterID
  /// The hold time that we propose, in seconds: 0 (no timers), or 3 and more.
  public var holdTime: UInt16 = 90
  /// How long the peer may take nothing from us (RFC 9687); nil is that RFC's default, the longer of 8 minutes and two hold times.
  public var sendHoldTime: Duration?
  /// The pause before the first retry; it doubles with each failure.
  public var connectRetry: Duration = .seconds(5)
  /// The longest pause between retries.
  public var connectRetryMaximum: Duration = .seconds(120)
  /// How long a TCP connect may take.
  public var connectTimeout: Duration = .seconds(15)
  /// Never connect, wait for the peer to do it.
  public var passive = false
  /// The families that we want to carry.
  public var families: FamilySet = .ipv4
  /// Families in which we take several paths for a prefix (RFC 7911).
  public var addPathReceive: FamilySet = []
  /// Families in which we would send several paths for a prefix (RFC 7911).
  public var addPathSend: FamilySet = []
  /// Families whose next hop may be of the other family (RFC 8950): in practice IPv4 over IPv6.
  public var extendedNextHop: FamilySet = []
  /// Offer messages of up to 65535 octets (RFC 8654).
  public var extendedMessage = true
  /// Graceful restart, nil: not offered and not done.
  public var gracefulRestart: GracefulRestartOptions? = GracefulRestartOptions()
  /// Our role towards an external peer (RFC 9234).
  public var role: Capability.Role?
  /// Refuse an external peer that does not say its role (RFC 9234 §4.2).
  public var strictRole = false
  /// Our host name, told to the peer when it is set.
  public var hostName: String?
  /// Our domain name, told along with the host name.
  public var domainName: String?
  /// Whether the session is to run at all.
  public var enabled = true
  /// Whether a TCP-MD5 password is set on our side; only the texts depend on it.
  public var hasPassword = false
  /// Where the jitter of the timers starts from, different for each peer and process.
  public var seed: UInt64 = 0

  /// A peer with the defaults of everything that is not named.
  public init(name: String, address: IPAddress? = nil, remoteAS: RemoteAS, localAS: ASNumber, localRouterID: RouterID) {
    self.name = name
    self.address = address
    self.remoteAS = remoteAS
    self.localAS = localAS
    self.localRouterID = localRouterID
  }

  /// The address as texts show it, with the port when it is not 179.
  var addressText: String {
    guard let address else { return "the peer" }
    if port == 179 { return address.description }
    return address.family == .ipv6 ? "[\(address)]:\(port)" : "\(address):\(port)"
  }
}

extension PeerConfiguration {
  /// What ends a running session when this configuration is replaced by `next`; nil when it can go on.
  ///
  /// Everything that the OPEN has told the peer and that cannot change under way needs a new session; timers of the retry,
  /// graceful restart, the proposed hold time and the names wait for the next one.
  public func reset(neededFor next: PeerConfiguration, negotiated: Negotiated) -> String? {
    if !next.remoteAS.accepts(negotiated.remoteAS, localAS: next.localAS) { return "the peer's AS" }
    if localAS != next.localAS { return "our AS" }
    if localRouterID != next.localRouterID { return "our router ID" }
    if address != next.address || port != next.port { return "the peer's address" }
    if families != next.families { return "families" }
    if addPathReceive != next.addPathReceive || addPathSend != next.addPathSend { return "ADD-PATH" }
    if extendedNextHop != next.extendedNextHop { return "extended next hop" }
    if role != next.role || (next.strictRole && negotiated.peerRole == nil && next.role != nil && negotiated.peerType == .external) {
      return "role"
    }
    return nil
  }
}
