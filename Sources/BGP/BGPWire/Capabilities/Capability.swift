import NetTypes

/// What a speaker says it can do (RFC 5492); unknown ones are kept and shown.
public enum Capability: Hashable, Sendable {
  /// Multiprotocol extensions for a family (code 1, RFC 4760).
  case multiprotocol(FamilyID)
  /// Answers ROUTE-REFRESH (code 2, RFC 2918).
  case routeRefresh
  /// Next hops of another family (code 5, RFC 8950).
  case extendedNextHop([ExtendedNextHop])
  /// Messages of up to 65,535 octets (code 6, RFC 8654).
  case extendedMessage
  /// The relation between the two sides (code 9, RFC 9234).
  case role(Role)
  /// Keeps forwarding over a restart (code 64, RFC 4724 and RFC 8538).
  case gracefulRestart(GracefulRestart)
  /// AS numbers of four octets, and our own (code 65, RFC 6793).
  case fourOctetAS(ASNumber)
  /// Several paths for a prefix (code 69, RFC 7911).
  case addPath([AddPath])
  /// Marks beginning and end of a refresh (code 70, RFC 7313).
  case enhancedRouteRefresh
  /// Keeps stale routes for long (code 71, RFC 9494).
  case longLivedGracefulRestart([LongLivedGracefulRestart])
  /// The name of the host (code 73, draft-walton-bgp-hostname-capability).
  case fqdn(host: String, domain: String)
  /// Any other code, or a known one whose value has a wrong length.
  case unknown(code: UInt8, value: [UInt8])

  /// A family by its numbers, also one that Apus does not carry.
  public struct FamilyID: Hashable, Sendable {
    /// The address family identifier.
    public var afi: UInt16
    /// The subsequent address family identifier: 1 is unicast.
    public var safi: UInt8
    /// Joins the numbers.
    public init(afi: UInt16, safi: UInt8) {
      self.afi = afi
      self.safi = safi
    }
    /// Unicast of a family.
    public init(_ family: AddressFamily) { self.init(afi: family.afi, safi: 1) }
    /// The family, nil for one that Apus does not carry.
    public var family: AddressFamily? { safi == 1 ? AddressFamily(afi: afi) : nil }
  }

  /// One tuple of the extended next hop capability (RFC 8950 §4).
  public struct ExtendedNextHop: Hashable, Sendable {
    /// The family of the NLRI.
    public var nlri: FamilyID
    /// The address family of their next hops.
    public var nextHopAFI: UInt16
    /// Joins the numbers.
    public init(nlri: FamilyID, nextHopAFI: UInt16) {
      self.nlri = nlri
      self.nextHopAFI = nextHopAFI
    }
    /// IPv4 unicast over IPv6 next hops.
    public static let ipv4OverIPv6 = ExtendedNextHop(nlri: FamilyID(.ipv4), nextHopAFI: 2)
  }

  /// The role of the sender towards the receiver (RFC 9234 §4.1).
  public enum Role: UInt8, Hashable, Sendable, CaseIterable {
    /// Sells transit to the receiver.
    case provider = 0
    /// Passes routes on at an exchange without being on the path.
    case routeServer = 1
    /// Is served by a route server.
    case routeServerClient = 2
    /// Buys transit from the receiver.
    case customer = 3
    /// Exchanges own and customer routes.
    case peer = 4

    /// The name in the RFC and in the config file.
    public var name: String {
      switch self {
      case .provider: "provider"
      case .routeServer: "rs"
      case .routeServerClient: "rs-client"
      case .customer: "customer"
      case .peer: "peer"
      }
    }

    /// The role that the other side must have (RFC 9234 §4.2).
    public var counterpart: Role {
      switch self {
      case .provider: .customer
      case .customer: .provider
      case .routeServer: .routeServerClient
      case .routeServerClient: .routeServer
      case .peer: .peer
      }
    }
  }

  /// The graceful restart capability (RFC 4724 §3).
  public struct GracefulRestart: Hashable, Sendable {
    /// A family whose forwarding state may have been kept.
    public struct Family: Hashable, Sendable {
      /// The family.
      public var family: FamilyID
      /// The F bit: forwarding state was kept over the restart.
      public var forwardingPreserved: Bool
      /// Joins the parts.
      public init(_ family: FamilyID, forwardingPreserved: Bool) {
        self.family = family
        self.forwardingPreserved = forwardingPreserved
      }
    }
    /// The R bit: the sender has restarted.
    public var restarting: Bool
    /// The N bit: NOTIFICATION does not end it (RFC 8538).
    public var notification: Bool
    /// Seconds until the session should be back: 0...4095.
    public var restartTime: UInt16
    /// The families.
    public var families: [Family]
    /// Joins the parts; the time is cut to 12 bits.
    public init(restarting: Bool, notification: Bool, restartTime: UInt16, families: [Family]) {
      self.restarting = restarting
      self.notification = notification
      self.restartTime = min(restartTime, 0xFFF)
      self.families = families
    }
  }

  /// One tuple of the long-lived graceful restart capability (RFC 9494 §4.1).
  public struct LongLivedGracefulRestart: Hashable, Sendable {
    /// The family.
    public var family: FamilyID
    /// The F bit: forwarding state was kept.
    public var forwardingPreserved: Bool
    /// Seconds that stale routes are kept: 0...16777215.
    public var staleTime: UInt32
    /// Joins the parts; the time is cut to 24 bits.
    public init(_ family: FamilyID, forwardingPreserved: Bool, staleTime: UInt32) {
      self.family = family
      self.forwardingPreserved = forwardingPreserved
      self.staleTime = min(staleTime, 0xFF_FFFF)
    }
  }

  /// One tuple of the ADD-PATH capability (RFC 7911 §4).
  public struct AddPath: Hashable, Sendable {
    /// What the sender of the capability can do with several paths.
    public enum Mode: UInt8, Hashable, Sendable {
      /// Receive them.
      case receive = 1
      /// Send them.
      case send = 2
      /// Both.
      case both = 3
      /// Whether it can receive.
      public var receives: Bool { self != .send }
      /// Whether it can send.
      public var sends: Bool { self != .receive }
    }
    /// The family.
    public var family: FamilyID
    /// The direction.
    public var mode: Mode
    /// Joins the parts.
    public init(_ family: FamilyID, _ mode: Mode) {
      self.family = family
      self.mode = mode
    }
  }

  /// The code of the registry.
  public var code: UInt8 {
    switch self {
    case .multiprotocol: 1
    case .routeRefresh: 2
    case .extendedNextHop: 5
    case .extendedMessage: 6
    case .role: 9
    case .gracefulRestart: 64
    case .fourOctetAS: 65
    case .addPath: 69
    case .enhancedRouteRefresh: 70
    case .longLivedGracefulRestart: 71
    case .fqdn: 73
    case .unknown(let code, _): code
    }
  }
}
