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
  var entry: AddressTable.Entry
  var role: Role
  /// The number of the node of the workload, or of the host itself; -1 if unknown.
  var node: Int32 = -1

  var isWorkload: Bool {
    if case .workload = role { return true }
    return false
  }
}

extension CompiledPolicies {
  /// Both ends with addresses of one family.
  func resolve(_ flow: Flow) throws(FlowFault) -> (source: FlowEnd, destination: FlowEnd) {
    if case .address(let source) = flow.source, case .address(let destination) = flow.destination, flow.family == nil,
      source.family == destination.family
    {
      return (end(source), end(destination))
    }
    let (source, destination) = (try place(of: flow.source), try place(of: flow.destination))
    for family in AddressFamily.allCases where flow.family == nil || flow.family == family {
      if let from = address(of: flow.source, source, family), let to = address(of: flow.destination, destination, family) {
        return (end(source, from), end(destination, to))
      }
    }
    if !hasAddress(flow.source, source, flow.family) { throw .noAddress(flow.source) }
    if !hasAddress(flow.destination, destination, flow.family) { throw .noAddress(flow.destination) }
    throw .noCommonFamily
  }

  /// The holder that is named; -1 for an address.
  private func place(of party: FlowParty) throws(FlowFault) -> Int {
    let found: Int? =
      switch party {
      case .workload(let namespace, let name): workloads[WorkloadName(namespace: namespace, name: name)]
      case .host(let name): hosts[name]
      case .node(let name): nodes[name]
      case .address: -1
      }
    guard let found else { throw .unknownParty(party) }
    return found
  }

  private func hasAddress(_ party: FlowParty, _ place: Int, _ family: AddressFamily?) -> Bool {
    AddressFamily.allCases.contains { (family == nil || family == $0) && address(of: party, place, $0) != nil }
  }

  private func address(of party: FlowParty, _ place: Int, _ family: AddressFamily) -> IPAddress? {
    if case .address(let address) = party { return address.family == family ? address : nil }
    let holder = holders[place]
    if holder.kind == .node || !holder.addresses.isEmpty { return first(holder.addresses, family) }
    // A pod in the network of its host, or an endpoint of all interfaces: the node's addresses.
    guard holder.isHostNetworked || holder.kind == .host, let node = nodeHolders[holder.node] else { return nil }
    return first(holders[node].addresses, family)
  }

  private func first(_ span: Span, _ family: AddressFamily) -> IPAddress? {
    for place in span.range where holderAddresses[place].family == family { return holderAddresses[place] }
    return nil
  }

  private func end(_ place: Int, _ address: IPAddress) -> FlowEnd {
    if place < 0 { return end(address) }
    let holder = holders[place]
    let role: FlowEnd.Role =
      switch holder.kind {
      case .workload where !holder.isHostNetworked: .workload(place)
      case .host: .host(place)
      default: .host(nil)
      }
    return FlowEnd(address: address, entry: addresses.entry(address), role: role, node: holder.node)
  }

  /// Whoever has the address: a workload before a host endpoint before a node.
  private func end(_ address: IPAddress) -> FlowEnd {
    let entry = addresses.entry(address)
    if entry.isEmpty { return FlowEnd(address: address, entry: entry, role: .outside) }
    // Nearly always the first holder is a workload.
    let workload = holder(entry, .workload)
    if workload >= 0 { return FlowEnd(address: address, entry: entry, role: .workload(workload), node: holders[workload].node) }
    let host = holder(entry, .host)
    let owner = host >= 0 ? host : holder(entry, .node)
    if owner < 0 { return FlowEnd(address: address, entry: entry, role: .outside) }
    return FlowEnd(address: address, entry: entry, role: .host(nil), node: holders[owner].node)
  }

  @inline(__always)
  private func holder(_ entry: AddressTable.Entry, _ kind: AddressHolder.Kind) -> Int {
    Int(addresses.firstHolder(entry) { holders[Int($0)].kind == kind })
  }
}
