import BGPFilters
import BGPWire
import NetTypes

/// All that the bytes sent to a peer depend on, but for which routes are its own: peers with equal keys share one log.
struct GroupKey: Hashable {
  let family: AddressFamily
  let peerType: PeerType
  let isReflectorClient: Bool
  let filters: [FilterDefinition]
  let nextHopMode: NextHopMode
  let localIPv4: IPv4Address?
  let localIPv6: IPv6Address?
  let localLinkLocal: IPv6Address?
  let fourOctetAS: Bool
  let extendedNextHop: Bool
  let maximumMessageLength: Int
  let role: LocalRole?
  let localAS: ASNumber?
  /// Which paths the peers take, when they take several with identifiers (RFC 7911).
  let paths: PathSelection?

  init(_ peer: RIBPeer, _ family: AddressFamily) {
    self.family = family
    peerType = peer.context.peerType
    isReflectorClient = peer.isReflectorClient
    filters = peer.effectiveFilters
    nextHopMode = peer.nextHopMode
    localIPv4 = peer.localIPv4
    localIPv6 = peer.localIPv6
    localLinkLocal = peer.localLinkLocal
    fourOctetAS = peer.context.fourOctetAS
    extendedNextHop = peer.context.extendedNextHop.contains(family)
    maximumMessageLength = peer.maximumMessageLength
    role = peer.role
    localAS = peer.localAS
    paths = peer.sendPaths[family]
  }

  /// The families in which prefixes go with path identifiers: that of the group or none.
  var pathFamilies: FamilySet { paths == nil ? [] : FamilySet(family) }

  /// Our own next hop towards the peers; nil when there is none that they would take.
  var ownNextHop: NextHop? {
    if family == .ipv4, let localIPv4 { return NextHop(.v4(localIPv4)) }
    guard family == .ipv6 || extendedNextHop, let localIPv6 else { return nil }
    guard let localLinkLocal else { return NextHop(.v6(localIPv6)) }
    return NextHop(localIPv6, linkLocal: localLinkLocal)
  }
}
