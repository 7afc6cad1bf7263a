import NetTypes

/// Filters that exist without a resource; a peer's `filters:` names them like any other.
public enum BuiltInFilter: String, Hashable, Sendable, CaseIterable {
  /// Takes everything, both ways; the default of an iBGP peer.
  case acceptAll = "accept-all"
  /// Exports own workloads and blocks only and imports nothing: the default of an eBGP peer (the intent of RFC 8212).
  case ownRoutes = "own-routes"
  /// Refuses the default route, both ways; decides nothing else.
  case noDefault = "no-default"

  /// The filter as rules, so that built-ins are evaluated and explained like all others.
  public var definition: FilterDefinition {
    var definition = FilterDefinition(name: rawValue)
    switch self {
    case .acceptAll:
      for direction in FilterDirection.allCases { definition.set([FilterRule(.accept)], direction) }
    case .ownRoutes:
      var learned = FilterRule(.reject)
      learned.onlyFromPeers = true
      definition.set([FilterRule(.reject)], .import)
      definition.set([learned, FilterRule(.accept)], .export)
    case .noDefault:
      for direction in FilterDirection.allCases {
        definition.set([FilterRule(.reject, prefix: .init(.equal, IPPrefix(IPv4Address.any, length: 0)))], direction, .ipv4)
        definition.set([FilterRule(.reject, prefix: .init(.equal, IPPrefix(IPv6Address.any, length: 0)))], direction, .ipv6)
      }
    }
    return definition
  }

  /// The filters of a peer whose config names none.
  public static func defaults(external: Bool) -> BuiltInFilter { external ? .ownRoutes : .acceptAll }
}

extension FilterDefinition {
  fileprivate mutating func set(_ rules: [FilterRule], _ direction: FilterDirection) {
    for family in AddressFamily.allCases { set(rules, direction, family) }
  }

  fileprivate mutating func set(_ rules: [FilterRule], _ direction: FilterDirection, _ family: AddressFamily) {
    switch (direction, family) {
    case (.import, .ipv4): importV4 = rules
    case (.import, .ipv6): importV6 = rules
    case (.export, .ipv4): exportV4 = rules
    case (.export, .ipv6): exportV6 = rules
    }
  }
}
