import BGPWire
import NetTypes

extension PeerConfiguration {
  /// The OPEN that we send.
  var openMessage: OpenMessage {
    OpenMessage(asNumber: localAS, holdTime: holdTime, routerID: localRouterID, capabilities: capabilities)
  }

  /// The capabilities that we offer, in the order of their codes.
  private var capabilities: [Capability] {
    var list = families.families.map { Capability.multiprotocol(.init($0)) }
    list.append(.routeRefresh)
    let extended = extendedNextHop.intersection(families).families
    if !extended.isEmpty { list.append(.extendedNextHop(extended.map { .init(nlri: .init($0), nextHopAFI: $0.other.afi) })) }
    if extendedMessage { list.append(.extendedMessage) }
    if let role { list.append(.role(role)) }
    if let gracefulRestart { list.append(.gracefulRestart(gracefulRestart.announcement(families))) }
    list.append(.fourOctetAS(localAS))
    let addPath = families.families.compactMap { family in addPathMode(family).map { Capability.AddPath(.init(family), $0) } }
    if !addPath.isEmpty { list.append(.addPath(addPath)) }
    list.append(.enhancedRouteRefresh)
    if let hostName { list.append(.fqdn(host: hostName, domain: domainName ?? "")) }
    return list
  }

  private func addPathMode(_ family: AddressFamily) -> Capability.AddPath.Mode? {
    switch (addPathReceive.contains(family), addPathSend.contains(family)) {
    case (true, true): .both
    case (true, false): .receive
    case (false, true): .send
    case (false, false): nil
    }
  }
}

extension GracefulRestartOptions {
  fileprivate func announcement(_ families: FamilySet) -> Capability.GracefulRestart {
    Capability.GracefulRestart(
      restarting: restarting, notification: notificationSupport, restartTime: restartTime,
      families: families.families.map { .init(.init($0), forwardingPreserved: forwardingPreserved.contains($0)) })
  }
}

extension AddressFamily {
  fileprivate var other: AddressFamily { self == .ipv4 ? .ipv6 : .ipv4 }
}
