import Foundation
import NetTypes
import Nftables
import PolicyEnforcement
import PolicyEvaluator
import Resources
import Testing

/// Real packets between namespaces: what arrives is what the evaluator allows.
@Suite(.enabled(if: Kernel.isAvailable, Kernel.reason))
struct PacketTests {
  /// Clusters in all; more for a long run.
  static let clusters = ProcessInfo.processInfo.environment["APUS_CLUSTERS"].flatMap { Int($0) } ?? 4
  static let probesOfCluster = 60

  private struct Sent {
    let probe: LabEndpoint.Probe
    let flow: Flow
    let isAllowed: Bool

    func isSame(as packet: LoggedPacket) -> Bool {
      flow.source == .address(packet.source) && flow.destination == .address(packet.destination) && flow.ipProtocol == packet.ipProtocol
        && flow.sourcePort == packet.sourcePort && flow.destinationPort == packet.destinationPort
    }
  }

  /// Carries a reader out of the thread in whose namespace it listens.
  private struct Reader: @unchecked Sendable {
    let log: LogReader
  }

  @Test("real packets between workloads of a node arrive exactly where the evaluator allows them")
  func packets() throws {
    let lab = try Lab(Self.cluster(seed: 1, everybody: true).model.workloads)
    let log = try Namespace.inside(named: lab.name) { Reader(log: try LogReader(group: 1)) }.log
    var (number, used): (UInt32, Set<String>) = (0, [])
    var counts: [String: Int] = [:]
    for seed in 1...Self.clusters {
      var cluster = Self.cluster(seed: seed)
      let compiled = try CompiledPolicies(cluster.model)
      let plan = try RulesetPlanner.plan(cluster.model, for: cluster.view("n1"))
      try Namespace.inside(named: lab.name) { _ = try NftablesTable().replace(with: plan) }
      var sent: [Sent] = []
      while sent.count < Self.probesOfCluster {
        number += 1
        guard let (source, flow) = try Self.flow(&cluster, number, &used), case .address(let target) = flow.destination else { continue }
        let isAllowed = try compiled.verdict(of: flow).verdict == .allow
        let probe = LabEndpoint.Probe(
          ipProtocol: flow.ipProtocol, destination: target, sourcePort: flow.sourcePort, destinationPort: flow.destinationPort,
          number: number)
        try lab.send(probe, from: source, icmpType: flow.icmpType ?? 0, icmpCode: flow.icmpCode)
        sent.append(Sent(probe: probe, flow: flow, isAllowed: isAllowed))
      }
      let arrived = Self.collect(lab, sent)
      // Those without ports may be older ones of the same two ends.
      for packet in log.receive() where packet.sourcePort > 0 && sent.contains(where: { $0.isSame(as: packet) }) {
        #expect(plan.reasons[packet.reason] != nil, "seed \(seed): \(packet)")
        counts["logged", default: 0] += 1
      }
      let counted = try Namespace.inside(named: lab.name) { try NftablesTable().counters() }
      #expect(Set(counted.keys) == Set(plan.reasons.keys))
      #expect(counted.values.contains { $0.packets > 0 && $0.bytes >= 28 * $0.packets })
      for probe in sent {
        counts["\(probe.probe.ipProtocol) \(probe.isAllowed)", default: 0] += 1
        #expect(arrived.contains(probe.probe.number) == probe.isAllowed, "seed \(seed): \(probe.flow)")
      }
    }
    #expect(counts["logged", default: 0] > 10, "\(counts)")
    #expect(counts.count >= 8, "TCP, UDP and both ICMPs, allowed and denied: \(counts)")
  }

  /// Eight pods on one node.
  private static func cluster(seed: Int, everybody: Bool = false) -> RandomCluster {
    var cluster = RandomCluster(seed: seed, policies: 4)
    for number in cluster.model.workloads.indices {
      cluster.model.workloads[number].node = "n1"
      if everybody {
        cluster.model.workloads[number].addresses = [RandomCluster.address("10.0.0.\(number)"), RandomCluster.address("fd00::\(number)")]
      }
    }
    return cluster
  }

  /// A flow between two pods that nobody has sent yet: connection tracking would take it for an older one.
  private static func flow(_ cluster: inout RandomCluster, _ number: UInt32, _ used: inout Set<String>) throws -> (WorkloadEndpoint, Flow)?
  {
    let family: AddressFamily = cluster.random.chance(60) ? .ipv4 : .ipv6
    let (source, destination) = (cluster.party(family), cluster.party(family))
    guard let from = source.workload, destination.workload != nil, source.address != destination.address else { return nil }
    var flow = Flow(.address(source.address), .address(destination.address))
    flow.ipProtocol = cluster.random.pick([6, 17, family == .ipv4 ? 1 : 58])
    if flow.ipProtocol == 6 || flow.ipProtocol == 17 {
      flow.destinationPort = cluster.random.pick(LabEndpoint.ports)
      let low = UInt16(84 + number % 350)
      flow.sourcePort = LabEndpoint.ports.contains(low) || cluster.random.chance(50) ? UInt16(20000 + number % 40000) : low
    } else {
      (flow.sourcePort, flow.destinationPort) = (0, 0)
      flow.icmpType = family == .ipv4 ? cluster.random.pick([8, 13]) : 128
      flow.icmpCode = cluster.random.pick([0, 1])
    }
    guard flow.ipProtocol != 6 && flow.ipProtocol != 17 || used.insert("\(flow)").inserted else { return nil }
    return (from, flow)
  }

  /// Waits for all that is allowed, and a while longer for what is not.
  private static func collect(_ lab: Lab, _ sent: [Sent]) -> Set<UInt32> {
    let allowed = Set(sent.filter(\.isAllowed).map(\.probe.number))
    var arrived: Set<UInt32> = []
    let began = Date()
    var complete: Date?
    while Date().timeIntervalSince(began) < 5 {
      for endpoint in lab.endpoints.values {
        endpoint.receive()
        arrived.formUnion(endpoint.arrived)
      }
      if allowed.isSubset(of: arrived), complete == nil { complete = Date() }
      if let complete, Date().timeIntervalSince(complete) > 0.1 { break }
      usleep(2000)
    }
    for endpoint in lab.endpoints.values { endpoint.abandon() }
    return arrived
  }

  @Test("a connection that policy no longer allows is cut both ways, the others go on")
  func liveConnections() throws {
    var cluster = Self.cluster(seed: 1, everybody: true)
    cluster.model.policies = []
    for number in cluster.model.workloads.indices { cluster.model.workloads[number].profiles = ["kns.red"] }
    let lab = try Lab(Array(cluster.model.workloads.prefix(3)))
    let workloads = cluster.model.workloads
    func install(_ model: PolicyModel) throws -> Int {
      let (view, compiled) = (cluster.view("n1"), try CompiledPolicies(model))
      let plan = try RulesetPlanner.plan(model, for: view)
      let review = ConnectionReview(compiled, of: model, for: view)
      return try Namespace.inside(named: lab.name) {
        try NftablesTable().replace(with: plan)
        return try ConnectionTable().cut(mark: view.cutMark) { review.denies($0.flow) }.count
      }
    }
    #expect(try install(cluster.model) == 0)
    let first = try LiveStream(lab, from: workloads[0], to: workloads[1])
    let second = try LiveStream(lab, from: workloads[2], to: workloads[1])
    #expect(first.passes() && second.passes())
    var model = cluster.model
    var policy = Policy(PolicyID(.globalNetworkPolicy, name: "cut"), subject: EndpointScope.all)
    var rule = PolicyRule(.allow)
    rule.source.notNets = [IPPrefix(host: workloads[0].addresses[0])]
    policy.ingress = [rule]
    model.policies = [policy]
    #expect(try install(model) == 1)
    #expect(!first.passes(), "neither to the server nor back")
    #expect(second.passes())
    #expect(try install(model) == 0, "once is enough")
    #expect(try install(cluster.model) == 0)
    #expect(second.passes())
    #expect(first.passes(seconds: 5), "allowed again before both ends have given up")
  }
}
