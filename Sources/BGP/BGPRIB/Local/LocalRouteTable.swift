import NetTypes

/// The routes of this router by number, several of one prefix among them (a workload and an announcement may both want it).
struct LocalRouteTable {
  /// Routes by number; a path of ours carries its number in place of its age.
  private(set) var routes: [LocalRoute?] = []
  private var numbers: [Key: UInt32] = [:]
  private var free: [UInt32] = []
  /// Own blocks, which workloads are looked up in.
  private(set) var blocks: Set<IPPrefix> = []

  private struct Key: Hashable {
    let prefix: IPPrefix
    let kind: LocalRoute.Kind
    let name: String
  }

  /// The number of a route: of the one it replaces, or a new one. `old` is what it replaces.
  mutating func insert(_ route: LocalRoute) -> (number: UInt32, old: LocalRoute?) {
    let key = Key(prefix: route.prefix, kind: route.kind, name: route.name)
    if route.kind == .block { blocks.insert(route.prefix) }
    if let number = numbers[key] {
      let old = routes[Int(number)]
      routes[Int(number)] = route
      return (number, old)
    }
    let number = free.popLast() ?? UInt32(routes.count)
    if Int(number) == routes.count { routes.append(route) } else { routes[Int(number)] = route }
    numbers[key] = number
    return (number, nil)
  }

  /// Takes a route out; its number, nil when it was not there.
  mutating func remove(_ prefix: IPPrefix, kind: LocalRoute.Kind, name: String) -> UInt32? {
    guard let number = numbers.removeValue(forKey: Key(prefix: prefix, kind: kind, name: name)) else { return nil }
    routes[Int(number)] = nil
    free.append(number)
    if kind == .block, !routes.contains(where: { $0?.kind == .block && $0?.prefix == prefix }) { blocks.remove(prefix) }
    return number
  }

  subscript(number: UInt32) -> LocalRoute? { Int(number) < routes.count ? routes[Int(number)] : nil }

  /// The own block that holds a prefix.
  func block(of prefix: IPPrefix) -> IPPrefix? { blocks.first { $0 != prefix && $0.contains(prefix) } }

  /// Workloads inside a prefix, by number.
  func workloads(inside prefix: IPPrefix) -> [(number: UInt32, route: LocalRoute)] {
    routes.indices.compactMap { index in
      guard let route = routes[index], route.kind == .workload, prefix.contains(route.prefix) else { return nil }
      return (UInt32(index), route)
    }
  }
}
