import BGPFilters
import BGPWire
import NetTypes

/// What is done to the next hop of a route that goes to a peer (`nextHopMode`).
public enum NextHopMode: String, Sendable, Hashable, CaseIterable {
  /// Own address to eBGP peers and for own routes, unchanged to iBGP peers (RFC 4271 §5.1.3).
  case auto = "Auto"
  /// Own address always.
  case `self` = "Self"
  /// Unchanged for every learned route.
  case keep = "Keep"
}

/// Our role towards a peer (RFC 9234): we are its provider, customer, …
public enum LocalRole: UInt8, Sendable, Hashable, CaseIterable {
  /// We provide transit to the peer.
  case provider = 0
  /// We are a route server for the peer.
  case routeServer
  /// The peer is our route server.
  case routeServerClient
  /// The peer provides transit to us.
  case customer
  /// We peer laterally.
  case peer
}

/// How many prefixes of one family a peer may send.
public struct PrefixLimit: Sendable, Hashable {
  /// What happens to those beyond the maximum.
  public enum Action: String, Sendable, Hashable, CaseIterable {
    /// It is reported, the routes are taken.
    case warn
    /// Routes beyond the maximum are not taken.
    case discard
    /// The session is closed with Cease/Maximum Number of Prefixes Reached and opened again later.
    case restart
  }
  /// The number of prefixes.
  public var maximum: Int
  /// What happens beyond it.
  public var action: Action
  /// Joins the parts.
  public init(maximum: Int, action: Action) { (self.maximum, self.action) = (maximum, action) }
}

/// What the RIB needs to know of a peer: its config, and once Established what the session negotiated.
public struct RIBPeer: Sendable, Hashable {
  /// The config's name.
  public var name: String
  /// The address of the session.
  public var address: IPAddress
  /// The BGP identifier of its OPEN.
  public var routerID: RouterID
  /// What incoming UPDATEs mean: peer type and AS, families, ADD-PATH …
  public var context: UpdateContext
  /// A client of this reflector (RFC 4456).
  public var isReflectorClient = false
  /// Filters in order; empty for the default of the peer type (``BuiltInFilter``).
  public var filters: [FilterDefinition] = []
  /// Treatment of next hops on export.
  public var nextHopMode = NextHopMode.auto
  /// Our address towards the peer, next hop of IPv4 routes to it.
  public var localIPv4: IPv4Address?
  /// Our address towards the peer, next hop of IPv6 routes to it.
  public var localIPv6: IPv6Address?
  /// Our link-local address towards a directly connected peer (RFC 2545 §3).
  public var localLinkLocal: IPv6Address?
  /// The interface towards the peer, scope of link-local next hops.
  public var interfaceIndex: UInt32?
  /// The largest message that may be sent: 4096, or 65535 with RFC 8654.
  public var maximumMessageLength = 4096
  /// The peer agreed to enhanced route refresh (RFC 7313).
  public var enhancedRefresh = false
  /// Our role (RFC 9234).
  public var role: LocalRole?
  /// Our AS on this session when it is not the router's (`local as`): it is prepended to what the peer gets, and a path that holds it has
  /// been here before.
  public var localAS: ASNumber?
  /// How often our own AS may be in a path from this peer before that counts as a loop.
  public var allowedOwnAS: UInt8 = 0
  /// Families in which the peer is sent several paths of a prefix, each with an identifier (RFC 7911), and which: what the session
  /// negotiated. In the others it is sent the best one.
  public var sendPaths: [AddressFamily: PathSelection] = [:]
  /// Limits by family.
  public var limits: [AddressFamily: PrefixLimit] = [:]

  /// Joins the parts that have no default.
  public init(name: String, address: IPAddress, routerID: RouterID, context: UpdateContext) {
    (self.name, self.address, self.routerID, self.context) = (name, address, routerID, context)
  }
}
