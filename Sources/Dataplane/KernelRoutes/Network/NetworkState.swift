import NetTypes

/// The node's links, addresses and on-link routes as told by the kernel, and what changed since the last question. Pure.
///
/// Only routes without gateway in the main table that are not ours are kept: it grows with the interfaces, not with the routes.
struct NetworkState {
  private(set) var links: [UInt32: Link] = [:]
  private(set) var addresses: [UInt32: Set<InterfaceAddress>] = [:]
  private(set) var routes: [UInt32: Set<OnLinkRoute>] = [:]
  private var indices: [String: UInt32] = [:]
  private var byPrefix: [IPPrefix: [OnLinkRoute]] = [:]
  private var lengths: [AddressFamily: [UInt8: Int]] = [:]
  private var published: Set<OnLinkRoute> = []
  private var changes = NetworkChanges()

  /// What changed since the last call.
  mutating func takeChanges() -> NetworkChanges {
    defer { changes = NetworkChanges() }
    return changes
  }

  /// The link of a name.
  func link(named name: String) -> Link? { indices[name].flatMap { links[$0] } }

  /// The on-link route that the kernel would choose for an address if there were no others: longest prefix, then lowest metric.
  func route(to address: IPAddress) -> OnLinkRoute? {
    for length in (lengths[address.family] ?? [:]).keys.sorted(by: >) {
      if let routes = byPrefix[IPPrefix(address, length: length)] { return routes.min { $0.metric < $1.metric } }
    }
    return nil
  }
}

// MARK: resync

extension NetworkState {
  /// Takes over what a complete reading found; the differences are changes like any other.
  mutating func become(_ fresh: NetworkState) {
    for index in links.keys where fresh.links[index] == nil { removeLink(index) }
    for link in fresh.links.values { set(link) }
    for (index, known) in addresses {
      for address in known where fresh.addresses[index]?.contains(address) != true { remove(address) }
    }
    for address in fresh.addresses.values.joined() { add(address) }
    for (index, known) in routes {
      for route in known where fresh.routes[index]?.contains(route) != true { remove(route) }
    }
    for route in fresh.routes.values.joined() { add(route) }
  }
}

// MARK: links

extension NetworkState {
  /// A link is there, or changed.
  mutating func set(_ link: Link) {
    let previous = links[link.index]
    guard previous != link else { return }
    if let previous, previous.name != link.name { forgetName(of: previous) }
    links[link.index] = link
    indices[link.name] = link.index
    changes.touchedNames.insert(link.name)
    if previous?.isUsable != link.isUsable || previous?.name != link.name {
      changes.links.append(link.isUsable ? .linkUp(link) : .linkDown(link))
    }
    if !link.isUp { loseRoutes(of: link.index, family: .ipv4) }
    if previous?.isUsable == true && !link.isUsable { changes.lost.insert(link.index) }
    if (previous?.isUsable ?? false) != link.isUsable {
      for route in routes[link.index] ?? [] { publish(route, link.isUsable) }
    }
  }

  /// A link is gone, and with it everything on it: the kernel deletes its IPv4 routes without telling.
  mutating func removeLink(_ index: UInt32) {
    guard let link = links.removeValue(forKey: index) else { return }
    if link.isUsable {
      for route in routes[index] ?? [] { publish(route, false) }
      changes.lost.insert(index)
    }
    loseRoutes(of: index, family: nil)
    for address in addresses.removeValue(forKey: index) ?? [] { changes.removedAddresses.insert(address) }
    forgetName(of: link)
    changes.links.append(.linkRemoved(link))
  }

  private mutating func forgetName(of link: Link) {
    if indices[link.name] == link.index { indices[link.name] = nil }
    changes.touchedNames.insert(link.name)
  }

  private mutating func loseRoutes(of index: UInt32, family: AddressFamily?) {
    for route in routes[index] ?? [] where family == nil || route.prefix.family == family { remove(route) }
  }
}

// MARK: addresses

extension NetworkState {
  /// The node has an address.
  mutating func add(_ address: InterfaceAddress) {
    guard addresses[address.interfaceIndex, default: []].insert(address).inserted else { return }
    if changes.removedAddresses.remove(address) == nil { changes.addedAddresses.insert(address) }
  }

  /// The node lost an address.
  mutating func remove(_ address: InterfaceAddress) {
    guard addresses[address.interfaceIndex]?.remove(address) != nil else { return }
    if changes.addedAddresses.remove(address) == nil { changes.removedAddresses.insert(address) }
  }
}

// MARK: routes

extension NetworkState {
  /// A route not ours is there. `replaces`: in the place of the one with the same prefix and metric, of which no deletion is told.
  mutating func routeAppeared(_ message: RouteMessage, replaces: Bool) {
    let route = message.route
    guard route.table == RouteTable.main, !message.isCloned else { return }
    let now = Self.onLinkRoutes(of: message)
    if replaces {
      for old in byPrefix[route.prefix] ?? [] where old.metric == route.metric && !now.contains(old) { remove(old) }
    }
    for new in now { add(new) }
  }

  /// A route not ours is gone.
  mutating func routeVanished(_ message: RouteMessage) {
    guard message.route.table == RouteTable.main, !message.isCloned else { return }
    for route in Self.onLinkRoutes(of: message) { remove(route) }
  }

  /// The hops of a route that need no router. Link-local prefixes are left out: every interface has the same one, so they resolve nothing.
  private static func onLinkRoutes(of message: RouteMessage) -> [OnLinkRoute] {
    let route = message.route
    guard route.target.kind == .unicast, !route.prefix.address.isLinkLocal else { return [] }
    return route.target.nextHops.compactMap { hop in
      guard hop.gateway == nil, let index = hop.interfaceIndex else { return nil }
      return OnLinkRoute(prefix: route.prefix, interfaceIndex: index, metric: route.metric)
    }
  }

  private mutating func add(_ route: OnLinkRoute) {
    guard routes[route.interfaceIndex, default: []].insert(route).inserted else { return }
    byPrefix[route.prefix, default: []].append(route)
    lengths[route.prefix.family, default: [:]][route.prefix.length, default: 0] += 1
    changes.touchedPrefixes.insert(route.prefix)
    if links[route.interfaceIndex]?.isUsable == true { publish(route, true) }
  }

  private mutating func remove(_ route: OnLinkRoute) {
    guard routes[route.interfaceIndex]?.remove(route) != nil else { return }
    if routes[route.interfaceIndex]?.isEmpty == true { routes[route.interfaceIndex] = nil }
    byPrefix[route.prefix]?.removeAll { $0 == route }
    if byPrefix[route.prefix]?.isEmpty == true { byPrefix[route.prefix] = nil }
    let count = (lengths[route.prefix.family]?[route.prefix.length] ?? 1) - 1
    lengths[route.prefix.family]?[route.prefix.length] = count == 0 ? nil : count
    changes.touchedPrefixes.insert(route.prefix)
    publish(route, false)
  }

  private mutating func publish(_ route: OnLinkRoute, _ isUsable: Bool) {
    if isUsable {
      if published.insert(route).inserted { changes.publish(route) }
    } else if published.remove(route) != nil {
      changes.withdraw(route)
    }
  }
}
