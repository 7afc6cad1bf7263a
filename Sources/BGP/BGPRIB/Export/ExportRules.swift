import BGPFilters
import BGPWire
import NetTypes

/// Why a route does not go to a peer.
public enum ExportRefusal: Sendable, Hashable {
  /// It is from the peer itself.
  case fromPeer
  /// Learned by iBGP, and not reflected to this iBGP peer (RFC 4271 §9.2, RFC 4456 §6).
  case notReflected
  /// Clients of this reflector are fully meshed (RFC 4456 §6).
  case clientsAreMeshed
  /// The community NO_ADVERTISE (RFC 1997).
  case noAdvertise
  /// The community NO_EXPORT or NO_EXPORT_SUBCONFED (RFC 1997).
  case noExport
  /// Only-To-Customer is present, and the peer is no customer (RFC 9234 §5).
  case onlyToCustomer
  /// An own block is advertised in its stead.
  case coveredByBlock
  /// There is no own address of the family towards the peer.
  case noNextHop(AddressFamily)
  /// Its attributes leave no room for a prefix in a message of the session.
  case tooLarge(octets: Int, message: Int)
  /// An export rule refuses it.
  case filtered(String)

  /// The reason as a sentence.
  public var text: String {
    switch self {
    case .fromPeer: "it is this peer's own route"
    case .notReflected: "learned by iBGP, not passed on to iBGP without reflection (RFC 4271 §9.2)"
    case .clientsAreMeshed: "from a client, and reflection between clients is off (RFC 4456 §6)"
    case .noAdvertise: "community no-advertise"
    case .noExport: "community no-export"
    case .onlyToCustomer: "only-to-customer attribute, and the peer is no customer (RFC 9234 §5)"
    case .coveredByBlock: "inside an own block, which is advertised in its stead"
    case .noNextHop(let family): "no own \(family) address towards the peer to give as next hop"
    case .tooLarge(let octets, let message): "its attributes of \(octets) octets leave no room in a message of \(message)"
    case .filtered(let rule): rule
    }
  }
}

/// What is done to routes on their way to an update group: RFC 4271 §9.1.3 and §9.2, RFC 4456, RFC 1997, RFC 9234.
struct ExportRules {
  let key: GroupKey
  /// Our AS towards the group's peers.
  let localAS: ASNumber
  let routerID: RouterID
  let clusterID: UInt32?
  let reflectsBetweenClients: Bool

  init(_ key: GroupKey, _ configuration: RIBConfiguration) {
    self.key = key
    localAS = key.localAS ?? configuration.localAS
    routerID = configuration.routerID
    clusterID = configuration.clusterID
    reflectsBetweenClients = configuration.reflectsBetweenClients
  }

  /// Why routes of a set from a source do not go to the group, whatever its filters say.
  func refusal(_ set: AttributeSet, isLocal: Bool, _ source: PeerHot) -> ExportRefusal? {
    let flags = set.fields.flags
    if flags.contains(.noAdvertise) { return .noAdvertise }
    if key.peerType == .external && flags.contains(.noExport) { return .noExport }
    if key.peerType != .internal && flags.contains(.noExportSubconfed) { return .noExport }
    if isLocal { return set.nextHop == NextHopTable.ownCovered ? .coveredByBlock : nil }
    if key.peerType == .internal && !source.has(PeerHot.external) {
      guard clusterID != nil, source.has(PeerHot.client) || key.isReflectorClient else { return .notReflected }
      if source.has(PeerHot.client) && key.isReflectorClient && !reflectsBetweenClients { return .clientsAreMeshed }
    }
    if flags.contains(.otc), key.peerType != .internal, let role = key.role {
      // RFC 9234 §5: "If a route already contains the OTC Attribute, it MUST NOT be propagated to Providers, Peers, or RSes."
      if role == .customer || role == .peer || role == .routeServerClient { return .onlyToCustomer }
    }
    return nil
  }

  /// Whether a set of this length can be sent at all (RFC 4271 §4.3 and RFC 8654 limit the message). What export adds is bounded, not
  /// counted: headers, next hop, LOCAL_PREF, ORIGINATOR_ID, a cluster, our AS, communities of a rule, the largest prefix.
  func refusal(ofLength octets: Int, asPathLength: UInt16) -> ExportRefusal? {
    let doubledPath = key.fourOctetAS ? 0 : 8 + 4 * Int(asPathLength)
    return octets + doubledPath + 192 > key.maximumMessageLength ? .tooLarge(octets: octets, message: key.maximumMessageLength) : nil
  }

  /// The next hop to send; nil when there is none.
  func nextHop(of set: AttributeSet, _ learned: NextHop, isLocal: Bool) -> NextHop? {
    let keeps = !isLocal && (key.nextHopMode == .keep || (key.nextHopMode == .auto && key.peerType == .internal))
    guard keeps else { return key.ownNextHop }
    // RFC 2545 §3: a link-local address means nothing off its link.
    if learned.address.isLinkLocal { return key.ownNextHop }
    var kept = learned
    kept.linkLocal = 0
    return kept.family == key.family || key.extendedNextHop ? kept : key.ownNextHop
  }

  /// The edit of a set, with the operations of the filter rule that accepted it.
  func edit(
    _ fields: AttributeFields, _ canonical: UnsafeRawBufferPointer, isLocal: Bool, _ source: PeerHot, _ operations: [FilterRule.Operation]
  ) -> AttributeEdit {
    var edit = AttributeEdit()
    if !operations.isEmpty { FilterOperations.add(operations, to: &edit) }
    if key.peerType == .internal {
      editForInternal(fields, isLocal: isLocal, source, &edit)
    } else {
      editForExternal(fields, isLocal: isLocal, &edit)
      // RFC 4360 §6: non-transitive communities stay in the AS; most routes have none of the kind.
      edit.removeNonTransitiveExtendedCommunities = CanonicalAttributes(canonical).value(of: 16) != nil
    }
    return edit
  }

  private func editForInternal(_ fields: AttributeFields, isLocal: Bool, _ source: PeerHot, _ edit: inout AttributeEdit) {
    // RFC 4271 §5.1.5: LOCAL_PREF "SHALL be included in all UPDATE messages that a given BGP speaker sends to other internal peers".
    if edit.localPref == .keep && !fields.flags.contains(.localPref) { edit.localPref = .set(fields.localPref) }
    guard !isLocal, !source.has(PeerHot.external), let clusterID else { return }
    // RFC 4456 §8, for routes that are reflected: not for those that came from outside the AS.
    if !fields.flags.contains(.originatorID) { edit.originatorID = .set(RouterID(source.routerID)) }
    edit.prependCluster = RouterID(clusterID)
  }

  private func editForExternal(_ fields: AttributeFields, isLocal: Bool, _ edit: inout AttributeEdit) {
    if key.peerType == .external {
      edit.prependAS = [localAS] + edit.prependAS
      if fields.flags.contains(.confederation) { edit.removeConfederationSegments = true }
      // RFC 4271 §5.1.5: "A BGP speaker MUST NOT include this attribute in UPDATE messages it sends to external peers".
      edit.localPref = fields.flags.contains(.localPref) || edit.localPref != .keep ? .remove : .keep
      // RFC 4271 §5.1.4: MED from a neighbouring AS "MUST NOT be propagated to other neighboring ASes".
      if !isLocal && fields.flags.contains(.med) { edit.med = .remove }
      if fields.flags.contains(.aigp) { edit.aigp = .remove }
    } else {
      edit.prependConfederationAS = localAS
    }
    if fields.flags.contains(.originatorID) { edit.originatorID = .remove }
    if fields.clusterListLength > 0 { edit.removeClusterList = true }
    addOTC(fields, &edit)
  }

  /// RFC 9234 §5: "If a route is to be advertised to a Customer, a Peer, or an RS-Client [...] and the OTC Attribute is not present,
  /// then when advertising the route, an OTC Attribute MUST be added with a value equal to the AS number of the local AS."
  private func addOTC(_ fields: AttributeFields, _ edit: inout AttributeEdit) {
    guard let role = key.role, !fields.flags.contains(.otc) else { return }
    if role == .provider || role == .peer || role == .routeServer { edit.otc = .set(localAS) }
  }
}
