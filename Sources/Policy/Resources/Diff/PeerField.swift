import NetTypes

/// The fields of a peer, and what a change of each takes: as `Speaker.reconfigure` and `Peer.reconfigure` do it.
enum PeerField {
  /// In the order of the config file.
  static let all: [ComparedField<PeerOfNode>] = identity + transport + session + routes

  /// Who the peer is and who we are for it: another one is another session.
  private static let identity: [ComparedField<PeerOfNode>] = [
    // The peers of a range stay as long as they are inside.
    .init("peerIP", effect: { $1.covers($0) ? .immediate : .reset }, { $0.remote }, text: { remote($0) }),
    .init(
      "asNumber", effect: { old, new in old.remoteAS.map { new.accepts($0) } == true ? .immediate : .reset }, { $0.asNumber }),
    .init("localASNumber", effect: { $0.localAS == $1.localAS ? .immediate : .reset }, { $0.localASNumber }),
    .init("enabled", effect: { $1.enabled ? .immediate : .reset }, { $0.enabled }),
  ]

  /// What a live connection can be given, and what it must have from its first packet on.
  private static let transport: [ComparedField<PeerOfNode>] = [
    .init(
      "password", effect: { ($0.password == nil) == ($1.password == nil) ? .immediate : .reset }, { $0.password },
      text: { $0?.description ?? "none" }),
    .init("sourceAddress", .reset, { $0.sourceAddress }),
    .init("ttlSecurity", .reset, { $0.ttlSecurity }),
  ]

  /// What an OPEN said can only be said again by another OPEN; hold and restart times are not worth a session, capabilities that
  /// routes depend on are.
  private static let session: [ComparedField<PeerOfNode>] = [
    .init("families", .reset, { $0.families }, text: { $0.families.map(\.description).joined(separator: ", ") }),
    // The OPEN says that several paths are sent, not which.
    .init(
      "addPath",
      effect: { old, new in
        old.addPath.receive == new.addPath.receive && (old.addPath.send == nil) == (new.addPath.send == nil) ? .reevaluation : .reset
      }, { $0.addPath }, text: { $0.description }),
    .init("role", .reset, { $0.role }, text: { $0?.rawValue ?? "none" }),
    .init("holdTime", .nextSession, { $0.holdTime }),
    .init("sendHoldTime", .nextSession, { $0.sendHoldTime }),
    .init(
      "gracefulRestart", effect: { SettingField.restartEffect($0.restart, $1.restart) }, { $0.gracefulRestart },
      text: { restart($0) }),
    .init("passive", .immediate, { $0.passive }),
    .init(
      "bfd", .nothing, { $0.bfd }, text: { $0.map { "\($0.transmitInterval)/\($0.receiveInterval) ms x \($0.multiplier)" } ?? "off" }),
    .init("reachableBy", .nothing, { $0.reachableBy }),
  ]

  /// Decided route by route, from the Adj-RIB-In that is kept.
  private static let routes: [ComparedField<PeerOfNode>] = [
    .init("filters", .reevaluation, { $0.filters }, text: { $0.map { $0.joined(separator: ", ") } ?? "default" }),
    .init("nextHopMode", .reevaluation, { $0.nextHopMode }, text: { $0.rawValue }),
    .init("routeReflectorClient", .reevaluation, { $0.routeReflectorClient }),
    .init("identity", .nothing, { $0.identity }, text: { $0?.rawValue ?? "default" }),
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
