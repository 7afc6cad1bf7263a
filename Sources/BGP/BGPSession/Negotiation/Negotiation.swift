import BGPWire
import NetTypes

extension Negotiated {
  /// Compares the peer's OPEN with what we offer and expect; the error says what does not fit.
  init(_ open: OpenMessage, under configuration: PeerConfiguration) throws(OpenRefusal) {
    let isInternal = open.asNumber == configuration.localAS
    self.init(
      peerType: isInternal ? .internal : .external, localAS: configuration.localAS, remoteAS: open.asNumber,
      remoteRouterID: open.routerID)
    capabilities = open.capabilities
    try checkIdentity(open, configuration)
    try agreeOnFamilies(configuration)
    try agreeOnRoles(configuration)
    agreeOnHoldTime(open.holdTime, configuration.holdTime)
    agreeOnExtensions(configuration)
    agreeOnRestart(configuration)
  }

  private func checkIdentity(_ open: OpenMessage, _ configuration: PeerConfiguration) throws(OpenRefusal) {
    guard open.asNumber != .zero else { throw .zeroAS }
    guard configuration.remoteAS.accepts(open.asNumber, localAS: configuration.localAS) else {
      throw .wrongAS(open.asNumber, expected: configuration.remoteAS)
    }
    guard open.routerID.rawValue != 0 else { throw .zeroRouterID }
    // RFC 6286 §2.2: only within an AS must identifiers differ; §2.3 breaks the tie between external peers.
    guard peerType == .external || open.routerID != configuration.localRouterID else { throw .sameRouterID(open.routerID) }
    guard open.holdTime == 0 || open.holdTime >= 3 else { throw .holdTime }
  }

  private mutating func agreeOnFamilies(_ configuration: PeerConfiguration) throws(OpenRefusal) {
    var offered: [Capability.FamilyID] = []
    for case .multiprotocol(let family) in capabilities { offered.append(family) }
    // RFC 4760 §8: without the capability a session carries IPv4 unicast.
    if offered.isEmpty { offered = [.init(.ipv4)] }
    let theirs = FamilySet(of: offered)
    families = theirs.intersection(configuration.families)
    guard !families.isEmpty else { throw .noCommonFamily(offered: offered.map(\.afi), wanted: configuration.families) }
  }

  private mutating func agreeOnRoles(_ configuration: PeerConfiguration) throws(OpenRefusal) {
    guard peerType == .external else { return }
    var theirs: [Capability.Role] = []
    for case .role(let role) in capabilities where !theirs.contains(role) { theirs.append(role) }
    peerRole = theirs.first
    localRole = configuration.role
    guard let ours = configuration.role else { return }
    // A value that nobody has assigned corresponds to no role of ours; we keep such a capability as an unknown one.
    for case .unknown(9, let value) in capabilities { throw .unassignedRole(value.first, ours: ours) }
    // RFC 9234 §4.2: several that differ are a mismatch; none is one only in strict mode.
    if theirs.isEmpty && configuration.strictRole { throw .noRole }
    if !theirs.isEmpty && theirs != [ours.counterpart] { throw .roles(peer: theirs, ours: ours) }
  }

  /// RFC 4271 §4.2: the smaller of the two; §10: a keepalive every third of it.
  private mutating func agreeOnHoldTime(_ theirs: UInt16, _ ours: UInt16) {
    holdTime = min(theirs, ours)
    keepaliveInterval = holdTime == 0 ? nil : .milliseconds(Int64(holdTime) * 1000 / 3)
  }

  private mutating func agreeOnExtensions(_ configuration: PeerConfiguration) {
    var peerSends: FamilySet = []
    var peerReceives: FamilySet = []
    for capability in capabilities {
      switch capability {
      case .fourOctetAS: fourOctetAS = true
      case .routeRefresh: routeRefresh = true
      case .enhancedRouteRefresh: enhancedRouteRefresh = true
      // RFC 8654 §4: who announces it can receive them; each direction stands for itself.
      case .extendedMessage: maximumMessageLength = MessageHeader.extendedMaximum
      case .extendedNextHop(let list):
        extendedNextHop.formUnion(FamilySet(of: list.filter { $0.nextHopAFI != $0.nlri.afi }.map(\.nlri)))
      case .addPath(let list):
        peerSends.formUnion(FamilySet(of: list.filter(\.mode.sends).map(\.family)))
        peerReceives.formUnion(FamilySet(of: list.filter(\.mode.receives).map(\.family)))
      case .fqdn(let host, let domain): (hostName, domainName) = (host, domain)
      case .multiprotocol, .role, .gracefulRestart, .longLivedGracefulRestart, .unknown: break
      }
    }
    // RFC 7313 §4 builds on RFC 2918: the one does not go without the other.
    enhancedRouteRefresh = enhancedRouteRefresh && routeRefresh
    if configuration.extendedMessage { maximumReceiveLength = MessageHeader.extendedMaximum }
    extendedNextHop = extendedNextHop.intersection(configuration.extendedNextHop).intersection(families)
    addPathReceive = peerSends.intersection(configuration.addPathReceive).intersection(families)
    addPathSend = peerReceives.intersection(configuration.addPathSend).intersection(families)
  }

  private mutating func agreeOnRestart(_ configuration: PeerConfiguration) {
    guard let ours = configuration.gracefulRestart else { return }
    // RFC 4724 §4: the last of several of the same capability counts.
    for case .gracefulRestart(let theirs) in capabilities {
      gracefulRestart = PeerGracefulRestart(
        restarting: theirs.restarting, notificationSupport: theirs.notification && ours.notificationSupport,
        restartTime: .seconds(Int(theirs.restartTime)), families: FamilySet(of: theirs.families.map(\.family)).intersection(families),
        forwardingPreserved: FamilySet(of: theirs.families.filter(\.forwardingPreserved).map(\.family)).intersection(families))
    }
    // RFC 9494: without graceful restart the long-lived kind is ignored.
    guard gracefulRestart != nil else { return }
    for case .longLivedGracefulRestart(let list) in capabilities {
      for tuple in list {
        guard let family = tuple.family.family, families.contains(family) else { continue }
        longLivedStaleTime[family] = .seconds(Int(tuple.staleTime))
      }
    }
  }
}

extension FamilySet {
  /// The families among `identifiers` that Apus carries.
  fileprivate init(of identifiers: [Capability.FamilyID]) {
    self = identifiers.compactMap(\.family).reduce(into: []) { $0.insert(FamilySet($1)) }
  }
}
