import BGPRIB
import NetTypes

extension Speaker {
  /// Declares all local routes; what is missing here is withdrawn. Of two for one prefix the first counts.
  public func declare(_ routes: [DeclaredRoute]) {
    var next: [IPPrefix: DeclaredRoute] = [:]
    for declared in routes where next[declared.route.prefix] == nil { next[declared.route.prefix] = declared }
    for (prefix, old) in local.declared where next[prefix] == nil { withdraw(old) }
    let previous = local.declared
    local.declared = next
    for (prefix, declared) in next where previous[prefix] != declared {
      // Another name or kind is another route to the RIB: the old one does not go by itself.
      if let old = previous[prefix], (old.route.kind, old.route.name) != (declared.route.kind, declared.route.name) { withdraw(old) }
      if local.obstacle(declared) == nil {
        originate(declared)
      } else if let old = previous[prefix] {
        withdraw(old)
      }
    }
  }

  /// The kernel's word on a workload's address: live behind its interface, or why not.
  public func setLiveness(of address: IPAddress, behind interface: String, obstacle: String?) {
    let prefix = IPPrefix(host: address)
    let place = LocalBook.Place(prefix: prefix, interface: interface)
    let before = local.places[place]
    local.places[place] = .some(obstacle)
    guard let declared = local.declared[prefix], declared.route.interface == interface else { return }
    if obstacle == nil {
      originate(declared)
    } else if before == .some(nil) {
      withdraw(declared)
    }
  }

  private func withdraw(_ declared: DeclaredRoute) {
    rib.withdrawLocal(declared.route.prefix, kind: declared.route.kind, name: declared.route.name)
    needsWork = true
  }

  private func originate(_ declared: DeclaredRoute) {
    rib.originate(declared.route)
    needsWork = true
  }

  /// The declared routes, and for each why it is not advertised (nil: it is).
  public var declaredRoutes: [(route: LocalRoute, obstacle: String?)] {
    local.declared.values.map { ($0.route, local.obstacle($0)) }.sorted { $0.route.prefix < $1.route.prefix }
  }

  // MARK: The network around

  /// The prefixes on our links, which next hops resolve by.
  public func setConnected(_ routes: [ConnectedRoute]) {
    rib.setConnected(routes)
    needsWork = true
  }

  /// All addresses of this node. Sessions take theirs when they come up.
  public func setAddresses(_ all: Set<LocalAddress>) {
    addresses.all = all
    rib.setOwnAddresses(Set(all.map(\.address)))
    needsWork = true
  }

  /// What the kernel made of a route.
  public func kernelResult(_ prefix: IPPrefix, _ result: KernelResult) { rib.kernelResult(prefix, result) }
}
