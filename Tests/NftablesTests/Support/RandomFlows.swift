import NetTypes
import PolicyEvaluator
import Resources

extension RandomCluster {
  /// One who sends or receives.
  struct Party {
    var address: IPAddress
    var workload: WorkloadEndpoint?
    var node: String?
  }

  mutating func party(_ family: AddressFamily) -> Party {
    if random.chance(75) {
      let workload = random.pick(model.workloads)
      if let address = workload.addresses.first(where: { $0.family == family }) {
        return Party(address: address, workload: workload, node: workload.node)
      }
    }
    if random.chance(25) {
      let node = random.pick(model.nodes)
      return Party(address: node.addresses[Int(family.rawValue)], node: node.name)
    }
    let outside =
      family == .ipv4
      ? ["8.8.8.8", "8.8.8.200", "8.8.9.1", "9.9.9.9", "1.1.1.1", "10.0.0.99"] : ["2001:db8::1", "2001:db9::1", "fd00::99"]
    return Party(address: Self.address(random.pick(outside)))
  }

  mutating func flow(_ source: Party, _ destination: Party) -> Flow {
    var flow = Flow(.address(source.address), .address(destination.address))
    let isFour = source.address.family == .ipv4
    flow.ipProtocol = random.pick([6, 6, 6, 17, 17, 132, isFour ? 1 : 58, 47])
    if [6, 17, 132].contains(flow.ipProtocol) {
      flow.sourcePort = random.pick([1024, 80, 49152, 53])
      flow.destinationPort = random.pick([80, 81, 53, 443, 444, 0])
    } else {
      (flow.sourcePort, flow.destinationPort) = (0, 0)
    }
    flow.icmpType = random.pick([8, 128, 3])
    flow.icmpCode = random.pick([0, 1])
    return flow
  }
}
