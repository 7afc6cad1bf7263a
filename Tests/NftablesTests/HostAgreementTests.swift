import NetTypes
import Nftables
import PolicyEnforcement
import PolicyEvaluator
import Resources
import Testing

/// The same for what starts or ends on a host, or is forwarded by it, where it has a host endpoint.
struct HostAgreementTests {
  /// How the host endpoint says which interface it is.
  enum Kind: CaseIterable {
    case interface, address, wide
  }

  private struct Bench {
    let compiled: CompiledPolicies
    let plan: RulesetPlan
    let ruleset: RulesetInterpreter
  }

  @Test("host endpoints: the ruleset decides as the evaluator does, by the same rule", arguments: Kind.allCases)
  func agreement(kind: Kind) throws {
    var counts: [String: Int] = [:]
    for seed in 1...10 {
      var cluster = RandomCluster(seed: seed, policies: 0)
      cluster.addHost(kind)
      for number in 0..<8 { cluster.addHostPolicy(number) }
      var view = cluster.view("n1")
      for address in cluster.model.nodes[0].addresses { view.hostInterfaces[address] = "eth0" }
      let plan = try RulesetPlanner.plan(cluster.model, for: view)
      let ruleset = try RulesetReader.read(PlanRendering.replace(table: "apus", with: plan), table: "apus")
      let bench = Bench(compiled: try CompiledPolicies(cluster.model), plan: plan, ruleset: ruleset)
      for _ in 0..<60 { try compare(&cluster, bench, "\(kind) seed \(seed)", &counts) }
    }
    #expect(counts["allow", default: 0] > 100 && counts["deny", default: 0] > 100, "the flows show too little: \(counts)")
  }

  @Test("what host endpoints need is taken by the kernel", .enabled(if: Kernel.isAvailable, Kernel.reason), arguments: Kind.allCases)
  func kernel(kind: Kind) throws {
    var cluster = RandomCluster(seed: 5, policies: 2)
    cluster.addHost(kind)
    for number in 0..<8 { cluster.addHostPolicy(number) }
    let plan = try RulesetPlanner.plan(cluster.model, for: cluster.view("n1"))
    let listed = try RulesetReader.read(try Kernel.list(after: [PlanRendering.replace(table: "apus", with: plan)]), table: "apus")
    #expect(Set(listed.chains.keys) == Set(plan.chains.keys))
  }

  private func compare(_ cluster: inout RandomCluster, _ bench: Bench, _ what: String, _ counts: inout [String: Int]) throws {
    let family: AddressFamily = cluster.random.chance(60) ? .ipv4 : .ipv6
    let party = cluster.party(family)
    if party.workload == nil && party.node == "n1" { return }
    let host = RandomCluster.Party(address: cluster.model.nodes[0].addresses[Int(family.rawValue)], node: "n1")
    var inward = cluster.flow(party, host)
    inward.destination = .host("h")
    if cluster.random.chance(15) { inward.destinationPort = 22 }
    var outward = cluster.flow(host, party)
    outward.source = .host("h")
    let link = party.node == "n1" ? party.workload.map(RandomCluster.interface) ?? "eth0" : "eth0"
    let early = ["host-untracked-in", "host-pre-dnat"]
    var packet = packet(inward, party.address, host.address)
    (packet.inputInterface, packet.isToHost) = (link, true)
    try check(bench, try bench.compiled.verdict(of: inward).ingress, .ingress, early + ["host-in"], packet, what, &counts)
    packet = self.packet(outward, host.address, party.address)
    packet.outputInterface = link
    try check(bench, try bench.compiled.verdict(of: outward).egress, .egress, ["host-untracked-out", "host-out"], packet, what, &counts)
    let other = cluster.party(family)
    if other.address == party.address || link != "eth0" { return }
    let through = cluster.flow(party, other)
    packet = self.packet(through, party.address, other.address)
    (packet.inputInterface, packet.outputInterface) = ("eth0", "eth1")
    let entered = try bench.compiled.forwarded(through, through: "h", .ingress)
    try check(bench, entered, .ingress, early + ["host-forward-in"], packet, what + " forwarded", &counts)
    (packet.inputInterface, packet.outputInterface) = ("eth1", "eth0")
    let left = try bench.compiled.forwarded(through, through: "h", .egress)
    try check(bench, left, .egress, ["host-forward-out"], packet, what + " forwarded", &counts)
  }

  private func packet(_ flow: Flow, _ source: IPAddress, _ destination: IPAddress) -> SimulatedPacket {
    SimulatedPacket(
      source: source, destination: destination, ipProtocol: flow.ipProtocol, sourcePort: flow.sourcePort,
      destinationPort: flow.destinationPort, icmpType: flow.icmpType ?? 0, icmpCode: flow.icmpCode)
  }

  private func check(
    _ bench: Bench, _ decision: Decision, _ direction: TrafficDirection, _ chains: [String], _ packet: SimulatedPacket, _ what: String,
    _ counts: inout [String: Int]
  ) throws {
    counts[decision.verdict.rawValue, default: 0] += 1
    let outcome = try bench.ruleset.run(chains, packet)
    let reason = outcome.counter.flatMap { bench.plan.reasons[$0] }
    #expect(
      outcome.isAccepted == (decision.verdict == .allow), "\(what): \(decision.reason), \(reason?.description ?? "nothing"), \(packet)")
    // Where nothing decides, there is nothing to count, but Log and Pass may have been.
    if decision.reason != .notManaged { #expect(reason == .decision(direction, decision.reason), "\(what): \(packet)") }
  }
}

extension RandomCluster {
  mutating func addHost(_ kind: HostAgreementTests.Kind) {
    var host = HostEndpoint(name: "h", node: "n1")
    switch kind {
    case .interface: host.interface = "eth0"
    case .address: host.expectedIPs = model.nodes[0].addresses
    case .wide: host.interface = "*"
    }
    host.labels = ["host": "h"]
    host.profiles = random.pick([[], ["custom"], ["kns.red"]])
    model.hosts = [host]
  }

  mutating func addHostPolicy(_ number: Int) {
    var policy = policy(1000 + number)
    policy.subject = EndpointScope([EndpointScope.Term(.effective, "host == 'h'")])
    policy.hook = random.pick([.normal, .normal, .untracked, .preDNAT])
    policy.appliesOnForward = policy.hook != .normal || random.chance(50)
    if policy.hook == .preDNAT { policy.egress = nil }
    model.policies.append(policy)
  }
}
