import NetTypes
import Resources

/// Who stands at one end of a flow, once names are looked up.
struct FlowEnd {
  enum Role: Equatable {
    /// A workload, by its place among the holders.
    case workload(Int)
    /// A host: the host endpoint that was named, if one was.
    case host(Int?)
    /// An address that nobody here has.
    case outside
  }

  var address: IPAddress
  var role: Role
  /// The node of the workload, or the host itself.
  var node: String?

  var isWorkload: Bool {
    if case .workload = role { return true }
    return false
  }
}

extension CompiledPolicies {
  /// Both ends with addresses of one family.
  func resolve(_ flow: Flow) throws(FlowFault) -> (source: FlowEnd, destination: FlowEnd) {
    let (sources, destinations) = (try candidates(flow.source), try candidates(flow.destination))
    for family in flow.family.map({ [$0] }) ?? AddressFamily.allCases {
      if let source = sources.first(where: { $0.family == family }), let destination = destinations.first(where: { $0.family == family }) {
        return (end(flow.source, source), end(flow.destination, destination))
      }
    }
    throw .noCommonFamily
  }

  private func candidates(_ party: FlowParty) throws(FlowFault) -> [IPAddress] {
    let found = try addresses(of: party)
    if found.isEmpty { throw .noAddress(party) }
    return found
  }

  private func addresses(of party: FlowParty) throws(FlowFault) -> [IPAddress] {
    if case .address(let address) = party { return [address] }
    guard let place = place(of: party) else { throw .unknownParty(party) }
    let holder = holders[place]
    if holder.kind == .node || !holder.addresses.isEmpty { return holder.addresses }
    // A pod in the network of its host, or an endpoint of all interfaces: the node's addresses.
    let isOfNode = holder.isHostNetworked || holder.kind == .host
    return isOfNode ? holder.node.flatMap { nodes[$0] }.map { holders[$0].addresses } ?? [] : []
  }

  private func place(of party: FlowParty) -> Int? {
    switch party {
    case .workload(let namespace, let name): workloads["\(namespace)/\(name)"]
    case .host(let name): hosts[name]
    case .node(let name): nodes[name]
    case .address: nil
    }
  }

  private func end(_ party: FlowParty, _ address: IPAddress) -> FlowEnd {
    guard let place = place(of: party) else { return end(address) }
    let holder = holders[place]
    switch holder.kind {
    case .workload where !holder.isHostNetworked: return FlowEnd(address: address, role: .workload(place), node: holder.node)
    case .host: return FlowEnd(address: address, role: .host(place), node: holder.node)
    default: return FlowEnd(address: address, role: .host(nil), node: holder.node)
    }
  }

  /// Whoever has the address: a workload before a host endpoint before a node.
  private func end(_ address: IPAddress) -> FlowEnd {
    let owners = addresses.holders(of: address)
    if let place = owners.first(where: { holders[$0].kind == .workload }) {
      return FlowEnd(address: address, role: .workload(place), node: holders[place].node)
    }
    if let place = owners.first(where: { holders[$0].kind == .host }) {
      return FlowEnd(address: address, role: .host(nil), node: holders[place].node)
    }
    if let place = owners.first(where: { holders[$0].kind == .node }) {
      return FlowEnd(address: address, role: .host(nil), node: holders[place].node)
    }
    return FlowEnd(address: address, role: .outside, node: nil)
  }
}
