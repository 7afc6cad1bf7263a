import NetTypes

/// Which addresses of workloads may be advertised: those whose interface is up and running, and through which the address is routed.
///
/// The route is never set here: the CNI plugin does that, with a host route on the link (Calico: `10.65.0.2 dev cali123 scope link`).
/// An on-link prefix around the address counts as well (a bridge), unless a longer one leads elsewhere. Pure.
struct WorkloadLiveness {
  private var addresses: [String: [IPAddress]] = [:]
  /// Who waits for an address: two interfaces while a workload moves between them.
  private var watchers: [IPAddress: [String]] = [:]
  private var states: [Key: WorkloadStatus.State] = [:]

  private struct Key: Hashable {
    var interface: String
    var address: IPAddress
  }

  /// Watches an interface's addresses instead of those that it had; none: forgets the interface.
  mutating func watch(_ workload: WorkloadInterface, in network: NetworkState) -> [WorkloadStatus] {
    let name = workload.name
    for address in addresses[name] ?? [] where !workload.addresses.contains(address) {
      states[Key(interface: name, address: address)] = nil
      watchers[address]?.removeAll { $0 == name }
      if watchers[address]?.isEmpty == true { watchers[address] = nil }
    }
    let known = addresses[name] ?? []
    for address in workload.addresses where !known.contains(address) { watchers[address, default: []].append(name) }
    addresses[name] = workload.addresses.isEmpty ? nil : workload.addresses
    return workload.addresses.compactMap { evaluate(name, $0, in: network) }
  }

  /// The statuses that changed with the network.
  mutating func update(_ changes: NetworkChanges, in network: NetworkState) -> [WorkloadStatus] {
    guard !addresses.isEmpty else { return [] }
    var keys: Set<Key> = []
    for name in changes.touchedNames {
      for address in addresses[name] ?? [] { keys.insert(Key(interface: name, address: address)) }
    }
    for prefix in changes.touchedPrefixes {
      if prefix.isHost {
        for name in watchers[prefix.address] ?? [] { keys.insert(Key(interface: name, address: prefix.address)) }
      } else {
        for (address, names) in watchers where prefix.contains(address) {
          for name in names { keys.insert(Key(interface: name, address: address)) }
        }
      }
    }
    return keys.sorted { ($0.interface, $0.address) < ($1.interface, $1.address) }.compactMap {
      evaluate($0.interface, $0.address, in: network)
    }
  }

  /// The status of an address if it differs from the last one told.
  private mutating func evaluate(_ interface: String, _ address: IPAddress, in network: NetworkState) -> WorkloadStatus? {
    let state = Self.state(of: interface, address, in: network)
    let key = Key(interface: interface, address: address)
    guard states.updateValue(state, forKey: key) != state else { return nil }
    return WorkloadStatus(interface: interface, address: address, state: state)
  }

  private static func state(of interface: String, _ address: IPAddress, in network: NetworkState) -> WorkloadStatus.State {
    guard let link = network.link(named: interface) else { return .noInterface }
    guard link.isUp else { return .down }
    guard link.isRunning else { return .noCarrier }
    guard let route = network.route(to: address) else { return .notRouted }
    guard route.interfaceIndex == link.index else {
      return .routedElsewhere(interface: network.links[route.interfaceIndex]?.name ?? "#\(route.interfaceIndex)")
    }
    return .live
  }
}
