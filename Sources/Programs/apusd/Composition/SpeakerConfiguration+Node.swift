import BGPFilters
import BGPRIB
import BGPSession
import BGPSpeaker
import BGPWire
import NetTypes
import Resources

extension NodeConfiguration {
  /// What the node's configuration means for the speaker.
  func speakerConfiguration(hashSeed: UInt64) -> SpeakerConfiguration {
    let listen = bgp.listen.map { Endpoint($0, port: bgp.listenPort) }
    var configuration = SpeakerConfiguration(rib: rib(hashSeed), listen: listen, peers: [])
    configuration.initialWait = .seconds(Int(bgp.gracefulRestart?.restartTime ?? 120))
    for spec in bgp.peers {
      let mapping = PeerMapping(self, spec)
      if let range = mapping.range {
        configuration.ranges.append(SpeakerRange(prefix: range, template: mapping.speakerPeer))
      } else {
        configuration.peers.append(mapping.speakerPeer)
      }
    }
    return configuration
  }

  private func rib(_ hashSeed: UInt64) -> RIBConfiguration {
    var rib = RIBConfiguration(
      localAS: bgp.asNumber, routerID: bgp.routerID, clusterID: bgp.routeReflectorClusterID?.rawValue, hashSeed: hashSeed)
    rib.reflectsBetweenClients = bgp.clientToClientReflection
    rib.maximumPaths = Int(bgp.multipath)
    rib.exportsToKernel = kernel.export
    // Without kernel routes of its own the node does not forward, and is no judge of what its peers can reach.
    rib.requiresResolvedNextHops = kernel.export
    rib.suppressesWorkloadsInBlocks = effectiveWorkloadAdvertisement == .outsideBlocks
    return rib
  }
}

/// One peer of the configuration in the speaker's terms.
private struct PeerMapping {
  let node: NodeConfiguration
  let spec: BGPPeerSpec

  init(_ node: NodeConfiguration, _ spec: BGPPeerSpec) {
    self.node = node
    self.spec = spec
  }

  var range: IPPrefix? {
    if case .range(let prefix) = spec.remote { return prefix }
    return nil
  }

  private var endpoint: Endpoint {
    switch spec.remote {
    case .address(let peer): Endpoint(peer.address, port: peer.port, interface: peer.interface)
    case .range(let prefix): Endpoint(prefix.address)
    }
  }

  var speakerPeer: SpeakerPeer {
    var peer = SpeakerPeer(name: spec.name, endpoint: endpoint, session: session, transport: transport, routing: routing)
    peer.selectionDeferral = .seconds(Int((gracefulRestart ?? GracefulRestartSettings()).selectionDeferralTime))
    peer.limitPause = spec.prefixLimit.map { .seconds(Int($0.restartAfter)) }
    return peer
  }

  private var localAS: ASNumber { spec.localASNumber ?? node.bgp.asNumber }

  private var session: PeerConfiguration {
    var session = PeerConfiguration(
      name: spec.name, address: range == nil ? endpoint.address : nil, remoteAS: remoteAS, localAS: localAS,
      localRouterID: node.bgp.routerID)
    session.port = endpoint.port
    session.holdTime = spec.holdTime ?? node.bgp.holdTime
    session.sendHoldTime = spec.sendHoldTime.map { .seconds(Int($0)) }
    session.passive = spec.passive
    session.families = spec.families
    session.addPathReceive = spec.addPath.receive ? spec.families : []
    session.addPathSend = spec.addPath.send == nil ? [] : spec.families
    session.extendedNextHop = spec.families.contains(.ipv4) ? .ipv4 : []
    session.gracefulRestart = gracefulRestart.map { GracefulRestartOptions(restartTime: $0.restartTime) }
    session.role = spec.role.flatMap { Capability.Role(rawValue: $0.code) }
    session.hostName = node.node.name
    session.enabled = spec.enabled
    session.hasPassword = spec.password != nil
    return session
  }

  private var remoteAS: BGPSession.RemoteAS {
    switch spec.asNumber {
    case .number(let number): .number(number)
    case .internal: .internal
    case .external: .external
    }
  }

  private var gracefulRestart: GracefulRestartSettings? {
    switch spec.gracefulRestart {
    case .asNode: node.bgp.gracefulRestart
    case .off: nil
    case .on(let settings): settings
    }
  }

  private var transport: TransportOptions {
    TransportOptions(
      sourceAddress: spec.sourceAddress, password: spec.password.flatMap { BGPSpeaker.Password(Array($0.secret.utf8)) },
      ttlSecurity: spec.ttlSecurity)
  }

  private var routing: RIBPeer {
    let isInternal = spec.isInternal(localAS: node.bgp.asNumber)
    let context = UpdateContext(peerType: isInternal ? .internal : .external, peerAS: .zero, families: spec.families)
    var peer = RIBPeer(name: spec.name, address: endpoint.address, routerID: RouterID(0), context: context)
    peer.isReflectorClient = spec.routeReflectorClient
    peer.filters = (spec.filters ?? []).compactMap(filter)
    switch spec.nextHopMode {
    case .auto: peer.nextHopMode = .auto
    case .self: peer.nextHopMode = .self
    case .keep: peer.nextHopMode = .keep
    }
    if let sending = spec.addPath.send {
      for family in spec.families.families { peer.sendPaths[family] = PathSelection(sending) }
    }
    peer.localAS = localAS == node.bgp.asNumber ? nil : localAS
    peer.allowedOwnAS = spec.numAllowedLocalASNumbers
    peer.role = spec.role.flatMap { LocalRole(rawValue: $0.code) }
    if let limit = spec.prefixLimit {
      for family in spec.families.families {
        peer.limits[family] = BGPRIB.PrefixLimit(maximum: Int(limit.maximum), action: .init(limit.action))
      }
    }
    return peer
  }

  private func filter(_ name: String) -> FilterDefinition? {
    if let definition = node.bgp.filters.first(where: { $0.name == name }) { return FilterDefinition(definition) }
    return BuiltInFilter(rawValue: name)?.definition
  }
}

extension PeerRole {
  /// The code of RFC 9234 §4.1.
  fileprivate var code: UInt8 {
    switch self {
    case .provider: 0
    case .routeServer: 1
    case .routeServerClient: 2
    case .customer: 3
    case .peer: 4
    }
  }
}

extension PathSelection {
  fileprivate init(_ sending: AddPathSettings.Sending) {
    switch sending {
    case .all: self = .all
    case .ecmp: self = .ecmp
    case .best(let number): self = .best(Int(number))
    }
  }
}

extension BGPRIB.PrefixLimit.Action {
  fileprivate init(_ action: Resources.PrefixLimit.Action) {
    switch action {
    case .warn: self = .warn
    case .discard: self = .discard
    case .restart: self = .restart
    }
  }
}
