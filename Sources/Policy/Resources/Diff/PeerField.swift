import NetTypes

/// The fields of a peer, and what a change of each takes.
enum PeerField {
  /// In the order of the config file.
  static let all: [ComparedField<BGPPeerSpec>] = identity + session + routes

  /// Who the peer is: another peer is another session.
  private static let identity: [ComparedField<BGPPeerSpec>] = [
    .init("peerIP", .reset, { $0.remote }, text: { remote($0) }),
    .init("asNumber", .reset, { $0.asNumber }),
    .init("localASNumber", .reset, { $0.localASNumber }),
    .init("password", .reset, { $0.password }, text: { $0?.description ?? "none" }),
    .init("sourceAddress", .reset, { $0.sourceAddress }),
    .init("ttlSecurity", .reset, { $0.ttlSecurity }),
    .init("enabled", .reset, { $0.enabled }),
  ]

  /// What an OPEN said can only be said again by another OPEN; hold and restart times are not worth a session, capabilities that
  /// routes depend on are.
  private static let session: [ComparedField<BGPPeerSpec>] = [
    .init("families", .reset, { $0.families }, text: { $0.families.map(\.description).joined(separator: ", ") }),
    .init("addPath", .reset, { $0.addPath }, text: { $0.rawValue }),
    .init("role", .reset, { $0.role }, text: { $0?.rawValue ?? "none" }),
    .init("holdTime", .nextSession, { $0.holdTime }),
    .init("gracefulRestart", .nextSession, { $0.gracefulRestart }, text: { restart($0) }),
    .init("passive", .immediate, { $0.passive }),
    .init(
      "bfd", .immediate, { $0.bfd }, text: { $0.map { "\($0.transmitInterval)/\($0.receiveInterval) ms x \($0.multiplier)" } ?? "off" }),
    .init("reachableBy", .immediate, { $0.reachableBy }),
  ]

  /// Decided route by route, from the Adj-RIB-In that is kept.
  private static let routes: [ComparedField<BGPPeerSpec>] = [
    .init("filters", .reevaluation, { $0.filters }, text: { $0.map { $0.joined(separator: ", ") } ?? "default" }),
    .init("nextHopMode", .reevaluation, { $0.nextHopMode }, text: { $0.rawValue }),
    .init("routeReflectorClient", .reevaluation, { $0.routeReflectorClient }),
    .init("identity", .reevaluation, { $0.identity }, text: { $0?.rawValue ?? "default" }),
    .init("numAllowedLocalASNumbers", .reevaluation, { $0.numAllowedLocalASNumbers }),
    .init("prefixLimit", .immediate, { $0.prefixLimit }, text: { $0.map { "\($0.maximum), \($0.action.rawValue)" } ?? "none" }),
  ]

  private static func remote(_ remote: BGPPeerSpec.Remote) -> String {
    switch remote {
    case .address(let peer): peer.description
    case .range(let prefix): prefix.description
    }
  }

  private static func restart(_ choice: GracefulRestartChoice) -> String {
    switch choice {
    case .asNode: "as the node"
    case .off: "off"
    case .on(let settings): SettingField.restart(settings)
    }
  }
}
