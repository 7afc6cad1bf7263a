import NetTypes

/// The prefixes on our interfaces, and our own addresses: what every next hop ends at.
struct ConnectedTable {
  private var routes: [IPPrefix: ConnectedRoute] = [:]
  /// Lengths in use by family, longest first.
  private var lengths: [[UInt8]] = [[], []]
  /// Addresses of this router; a next hop among them would lead back here.
  var ownAddresses: Set<IPAddress> = []

  init(_ routes: [ConnectedRoute] = []) {
    for route in routes { self.routes[route.prefix] = route }
    for family in AddressFamily.allCases {
      lengths[Int(family.rawValue)] = Set(routes.map(\.prefix).filter { $0.family == family }.map(\.length)).sorted(by: >)
    }
  }

  /// The most specific prefix that holds the address.
  func cover(of address: IPAddress) -> ConnectedRoute? {
    for length in lengths[Int(address.family.rawValue)] {
      if let route = routes[IPPrefix(address, length: length)] { return route }
    }
    return nil
  }

  /// The name of an interface.
  func name(of index: UInt32) -> String? { routes.values.first { $0.interfaceIndex == index }?.interface }
}
