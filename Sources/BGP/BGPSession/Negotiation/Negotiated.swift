import BGPWire
import NetTypes

/// What both OPENs agree on: all that the rest of the speaker needs to know of an established session.
public struct Negotiated: Hashable, Sendable {
  /// How the peer stands to us.
  public var peerType: PeerType
  /// Our AS on this session.
  public var localAS: ASNumber
  /// The peer's AS.
  public var remoteAS: ASNumber
  /// The peer's BGP identifier.
  public var remoteRouterID: RouterID
  /// Both sides know four-octet AS numbers (RFC 6793).
  public var fourOctetAS = false
  /// Families that both sides carry.
  public var families: FamilySet = []
  /// Families in which NLRI from the peer carry a path identifier (RFC 7911).
  public var addPathReceive: FamilySet = []
  /// Families in which NLRI to the peer carry a path identifier (RFC 7911).
  public var addPathSend: FamilySet = []
  /// Families whose next hop may be of the other family, in both directions (RFC 8950).
  public var extendedNextHop: FamilySet = []
  /// The longest message that we may send, in octets: 4096, or 65535 (RFC 8654).
  public var maximumMessageLength = MessageHeader.standardMaximum
  /// The longest message that the peer may send, in octets: 4096, or 65535 (RFC 8654).
  public var maximumReceiveLength = MessageHeader.standardMaximum
  /// The peer answers ROUTE-REFRESH (RFC 2918).
  public var routeRefresh = false
  /// Refreshes are enclosed in BoRR and EoRR, both ways (RFC 7313).
  public var enhancedRouteRefresh = false
  /// Graceful restart of the peer; nil when one side does not offer it.
  public var gracefulRestart: PeerGracefulRestart?
  /// How long routes of a family may stay as long-lived stale after the restart time, by the peer's offer (RFC 9494).
  public var longLivedStaleTime: [AddressFamily: Duration] = [:]
  /// Our role, on external sessions.
  public var localRole: Capability.Role?
  /// The peer's role, when it says one.
  public var peerRole: Capability.Role?
  /// The hold time in force, in seconds; 0: no hold and keepalive timers.
  public var holdTime: UInt16 = 0
  /// A third of the hold time, before jitter; nil when there is none.
  public var keepaliveInterval: Duration?
  /// The peer's host name, when it tells it.
  public var hostName: String?
  /// The peer's domain name, when it tells it.
  public var domainName: String?
  /// All capabilities of the peer, also unknown ones, as they came.
  public var capabilities: [Capability] = []

  /// A session of nothing but the mandatory parts.
  public init(peerType: PeerType, localAS: ASNumber, remoteAS: ASNumber, remoteRouterID: RouterID) {
    self.peerType = peerType
    self.localAS = localAS
    self.remoteAS = remoteAS
    self.remoteRouterID = remoteRouterID
  }

  /// The part that the meaning of a received UPDATE depends on.
  public var updateContext: UpdateContext {
    UpdateContext(
      peerType: peerType, peerAS: remoteAS, fourOctetAS: fourOctetAS, families: families, addPath: addPathReceive,
      extendedNextHop: extendedNextHop)
  }
}
