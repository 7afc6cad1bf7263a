import NetTypes

/// The settings of the node, and what a change of each takes: what apusd reads at its start only needs another start.
enum SettingField {
  /// In the order of the config file.
  static let all: [ComparedField<NodeConfiguration>] = node + bgp + others

  private static let node: [ComparedField<NodeConfiguration>] = [
    .init("node.name", .nextSession, { $0.node.name }),
    .init("node.labels", .immediate, { $0.node.labels }, text: { labels($0) }),
  ]

  private static let bgp: [ComparedField<NodeConfiguration>] = [
    .init("bgp.asNumber", .reset, { $0.bgp.asNumber }),
    .init("bgp.routerID", .reset, { $0.bgp.routerID }),
    .init("bgp.listen", .immediate, { $0.bgp.listen }, text: { $0.map(\.description).joined(separator: ", ") }),
    .init("bgp.listenPort", .immediate, { $0.bgp.listenPort }),
    .init("bgp.routeReflectorClusterID", .reevaluation, { $0.bgp.routeReflectorClusterID }),
    .init("bgp.clientToClientReflection", .reevaluation, { $0.bgp.clientToClientReflection }),
    .init("bgp.holdTime", .nextSession, { $0.bgp.holdTime }),
    .init(
      "bgp.gracefulRestart",
      effect: { restartEffect($0.bgp.gracefulRestart, $1.bgp.gracefulRestart) },
      { $0.bgp.gracefulRestart }, text: { $0.map { restart($0) } ?? "off" }),
    .init("bgp.multipath", .reevaluation, { $0.bgp.multipath }),
    .init("prefixAdvertisements", .reevaluation, { $0.bgp.prefixAdvertisements }, text: { advertisements($0) }),
    .init("ipPools", .reevaluation, { $0.ipPools }, text: { $0.map(\.name).joined(separator: ", ") }),
  ]

  private static let others: [ComparedField<NodeConfiguration>] = [
    .init("advertiseWorkloads", .reevaluation, { $0.effectiveWorkloadAdvertisement }, text: { $0.rawValue }),
    .init("kernel.export", .reevaluation, { $0.kernel.export }),
    .init("kernel.table", .restart, { $0.kernel.table }),
    .init("kernel.protocol", .restart, { $0.kernel.routeProtocol }),
    .init("policy.enforcement", .immediate, { $0.policy.enforcement }, text: { $0.rawValue }),
    .init("policy.identity.attribute", .nothing, { $0.policy.identityAttribute }),
    .init("store.sqlite", .restart, { $0.store.sqlite }),
    .init("api.socket", .restart, { $0.api.socket }),
    .init("api.http", .restart, { $0.api.http }),
    .init("api.tokenFile", .restart, { $0.api.tokenFile }),
    .init("log.level", .restart, { $0.log.level }, text: { $0.rawValue }),
    .init("log.format", .restart, { $0.log.format }, text: { $0.rawValue }),
  ]

  /// Peers learn of the restart time with the next OPEN; what is deferred after a start was decided at this one.
  static func restartEffect(_ old: GracefulRestartSettings?, _ new: GracefulRestartSettings?) -> FieldChange.Effect {
    if old?.restartTime != new?.restartTime { return .nextSession }
    return old?.selectionDeferralTime == new?.selectionDeferralTime ? .nothing : .restart
  }

  static func restart(_ settings: GracefulRestartSettings) -> String {
    let longLived = settings.longLivedStaleTime == 0 ? "" : ", long-lived \(settings.longLivedStaleTime) s"
    return "\(settings.restartTime) s\(longLived), deferral \(settings.selectionDeferralTime) s"
  }

  private static func labels(_ labels: [String: String]) -> String {
    labels.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: ", ")
  }

  private static func advertisements(_ advertisements: [PrefixAdvertisement]) -> String {
    advertisements.map { "\($0.cidr): \($0.communities.map(\.description).joined(separator: " "))" }.joined(separator: ", ")
  }
}
