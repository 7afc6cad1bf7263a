import NetTypes

/// A BGPFilter resource as plain values: four ordered lists of rules.
///
/// The first rule that matches ends the evaluation; a route that no rule of any filter matches is accepted.
public struct FilterDefinition: Hashable, Sendable {
  /// The resource's name, which explanations show.
  public var name: String
  /// Rules for IPv4 routes from a peer.
  public var importV4: [FilterRule] = []
  /// Rules for IPv6 routes from a peer.
  public var importV6: [FilterRule] = []
  /// Rules for IPv4 routes to a peer.
  public var exportV4: [FilterRule] = []
  /// Rules for IPv6 routes to a peer.
  public var exportV6: [FilterRule] = []

  /// A filter without rules.
  public init(name: String) { self.name = name }

  /// The rules of one direction and family.
  public func rules(_ direction: FilterDirection, _ family: AddressFamily) -> [FilterRule] {
    switch (direction, family) {
    case (.import, .ipv4): importV4
    case (.import, .ipv6): importV6
    case (.export, .ipv4): exportV4
    case (.export, .ipv6): exportV6
    }
  }
}

/// Which way a route goes through a filter.
public enum FilterDirection: String, Hashable, Sendable, CaseIterable {
  /// From the peer to us.
  case `import`
  /// From us to the peer.
  case export
}
