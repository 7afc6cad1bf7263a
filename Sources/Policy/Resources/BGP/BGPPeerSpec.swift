import NetTypes

/// A peer, or a range of peers: the fields of a Calico BGPPeer and Apus's own, with defaults filled in.
public struct BGPPeerSpec: Hashable, Sendable {
  /// The name, unique on the node.
  public var name: String
  /// Who it is: one address or every address of a range.
  public var remote: Remote
  /// The AS that the peer must be in.
  public var asNumber: RemoteAS
  /// Our AS towards this peer when it is not the node's.
  public var localASNumber: ASNumber?
  /// TCP-MD5.
  public var password: Password?
  /// Our end of the session; nil lets the kernel choose.
  public var sourceAddress: IPAddress?
  /// How many hops away the peer may be at most (GTSM, RFC 5082): 1 is a neighbour; nil is off.
  public var ttlSecurity: UInt8?
  /// A gateway through which the peer's address is reached.
  public var reachableBy: IPAddress?
  /// Filter names in order; nil is the default of the peer's kind, see ``effectiveFilters(localAS:)``.
  public var filters: [String]?
  /// Families to negotiate.
  public var families: FamilySet
  /// The next hop of what we send.
  public var nextHopMode: NextHopMode = .auto
  /// Waits for the peer to connect and never connects itself.
  public var passive = false
  /// The hold time proposed, in seconds; nil is the node's.
  public var holdTime: UInt16?
  /// How many seconds the peer may take nothing from us before its session ends (RFC 9687); nil is that RFC's default.
  public var sendHoldTime: UInt32?
  /// Bidirectional forwarding detection; nil is off.
  public var bfd: BFDSettings?
  /// Whether the peer is a client of this reflector (RFC 4456).
  public var routeReflectorClient = false
  /// Whether labels that the peer sends are believed; nil is the default: by internal peers.
  public var identity: IdentityTrust?
  /// Our role on this session (RFC 9234).
  public var role: PeerRole?
  /// Several paths a prefix (RFC 7911).
  public var addPath = AddPathSettings()
  /// How much the peer may send.
  public var prefixLimit: PrefixLimit?
  /// Graceful restart with this peer.
  public var gracefulRestart: GracefulRestartChoice = .asNode
  /// How often our own AS may be in a received path.
  public var numAllowedLocalASNumbers: UInt8 = 0
  /// False keeps the session down on purpose.
  public var enabled = true

  /// A peer with defaults for everything that has one.
  public init(name: String, remote: Remote, asNumber: RemoteAS) {
    self.name = name
    self.remote = remote
    self.asNumber = asNumber
    families = FamilySet(remote.family)
    if case .range = remote { passive = true }
  }

  /// Whether the peer is internal to an AS.
  public func isInternal(localAS: ASNumber) -> Bool {
    switch asNumber {
    case .internal: true
    case .external: false
    case .number(let number): number == localASNumber ?? localAS
    }
  }

  /// The filters in force: an internal peer is open, an external one gets only our own routes and gives none (the intent of RFC 8212).
  public func effectiveFilters(localAS: ASNumber) -> [String] {
    filters ?? [isInternal(localAS: localAS) ? BuiltInFilterName.acceptAll.rawValue : BuiltInFilterName.ownRoutes.rawValue]
  }

  /// Whether labels that the peer sends are believed.
  public func trustsIdentity(localAS: ASNumber) -> Bool {
    identity.map { $0 == .accept } ?? isInternal(localAS: localAS)
  }
}

extension BGPPeerSpec {
  /// Who a peer is.
  public enum Remote: Hashable, Sendable {
    /// One address.
    case address(PeerAddress)
    /// Every address of a prefix may connect to us.
    case range(IPPrefix)

    /// The family of the session.
    public var family: AddressFamily {
      switch self {
      case .address(let peer): peer.address.family
      case .range(let prefix): prefix.family
      }
    }
  }
}

/// An address with the interface that a link-local one needs, and a port.
public struct PeerAddress: Hashable, Sendable {
  /// The address.
  public var address: IPAddress
  /// The interface of a link-local address: `eth0` of `fe80::1%eth0`.
  public var interface: String?
  /// The peer's TCP port.
  public var port: UInt16

  /// Joins the parts.
  public init(address: IPAddress, interface: String? = nil, port: UInt16 = 179) {
    self.address = address
    self.interface = interface
    self.port = port
  }
}

extension PeerAddress: LosslessStringConvertible {
  /// Reads `10.0.0.1`, `10.0.0.1:1790`, `fd00::1`, `[fd00::1]:1790`, `fe80::1%eth0` and `[fe80::1%eth0]:1790`.
  public init?(_ text: String) {
    var host = Substring(text)
    var port: UInt16 = 179
    if host.first == "[" {
      guard let end = host.firstIndex(of: "]") else { return nil }
      let rest = host[host.index(after: end)...]
      host = host[host.index(after: host.startIndex)..<end]
      guard host.contains(":") else { return nil }
      if !rest.isEmpty {
        guard rest.first == ":", let number = Self.port(rest.dropFirst()) else { return nil }
        port = number
      }
    } else if host.contains("."), let colon = host.firstIndex(of: ":"), colon == host.lastIndex(of: ":") {
      guard let number = Self.port(host[host.index(after: colon)...]) else { return nil }
      port = number
      host = host[..<colon]
    }
    var interface: String?
    if let percent = host.firstIndex(of: "%") {
      interface = String(host[host.index(after: percent)...])
      host = host[..<percent]
      if interface?.isEmpty != false { return nil }
    }
    guard let address = IPAddress(String(host)), interface == nil || address.family == .ipv6 else { return nil }
    self.init(address: address, interface: interface, port: port)
  }

  private static func port(_ digits: Substring) -> UInt16? {
    guard digits.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }), let number = UInt16(digits), number > 0 else {
      return nil
    }
    return number
  }

  /// The address with its zone, and the port unless it is BGP's own.
  public var description: String {
    let host = "\(address)\(interface.map { "%\($0)" } ?? "")"
    if port == 179 { return host }
    return address.family == .ipv6 ? "[\(host)]:\(port)" : "\(host):\(port)"
  }
}
