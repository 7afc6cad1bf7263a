import NetTypes
import Nftables
import PolicyEnforcement
import PolicyEvaluator
import Resources

/// Runs flows over the rulesets of all nodes of a cluster, and past the evaluator.
struct VerdictComparison {
  private let compiled: CompiledPolicies
  private var plans: [String: RulesetPlan] = [:]
  private var rulesets: [String: RulesetInterpreter] = [:]

  /// `listing` makes of the transaction what is interpreted.
  init(_ cluster: RandomCluster, listing: (String) throws -> String = { $0 }) throws {
    compiled = try CompiledPolicies(cluster.model)
    for node in RandomCluster.nodes {
      let plan = try RulesetPlanner.plan(cluster.model, for: cluster.view(node))
      plans[node] = plan
      rulesets[node] = try RulesetReader.read(listing(PlanRendering.replace(table: "apus", with: plan)), table: "apus")
    }
  }

  /// What the kernel does otherwise, or by another rule.
  func compare(
    _ flow: Flow, _ source: RandomCluster.Party, _ destination: RandomCluster.Party, _ counts: inout [String: Int]
  ) throws -> [String] {
    if source.address == destination.address { return [] }
    let verdict = try compiled.verdict(of: flow)
    if verdict.egress.reason == .itself { return [] }
    var differences: [String] = []
    if let workload = source.workload, let node = source.node {
      var packet = packet(flow, source, destination)
      packet.inputInterface = RandomCluster.interface(workload)
      packet.isToHost = destination.workload == nil && destination.node == node
      if !packet.isToHost { packet.outputInterface = interface(to: destination, on: node) }
      counts[verdict.egress.verdict.rawValue, default: 0] += 1
      differences += try compare(.egress, verdict.egress, node, packet.isToHost ? "to-host" : "egress", packet)
    }
    if let workload = destination.workload, let node = destination.node, source.workload != nil || source.node != node {
      var packet = packet(flow, source, destination)
      packet.outputInterface = RandomCluster.interface(workload)
      packet.inputInterface = interface(to: source, on: node)
      counts[verdict.ingress.verdict.rawValue, default: 0] += 1
      differences += try compare(.ingress, verdict.ingress, node, "ingress", packet)
    }
    return differences.map { "\($0): \(flow)" }
  }

  private func interface(to party: RandomCluster.Party, on node: String) -> String {
    guard let workload = party.workload, party.node == node else { return "eth0" }
    return RandomCluster.interface(workload)
  }

  private func packet(_ flow: Flow, _ source: RandomCluster.Party, _ destination: RandomCluster.Party) -> SimulatedPacket {
    SimulatedPacket(
      source: source.address, destination: destination.address, ipProtocol: flow.ipProtocol, sourcePort: flow.sourcePort,
      destinationPort: flow.destinationPort, icmpType: flow.icmpType ?? 0, icmpCode: flow.icmpCode)
  }

  private func compare(
    _ direction: TrafficDirection, _ decision: Decision, _ node: String, _ chain: String, _ packet: SimulatedPacket
  ) throws -> [String] {
    guard let ruleset = rulesets[node], let plan = plans[node] else { return ["no node \(node)"] }
    let outcome = try ruleset.run(chain, packet)
    let reason = outcome.counter.flatMap { plan.reasons[$0] }
    let isEqual = outcome.isAccepted == (decision.verdict == .allow) && reason == .decision(direction, decision.reason)
    if isEqual { return [] }
    let kernel = "\(outcome.isAccepted ? "accepts" : "drops") by \(reason.map(\.description) ?? "nothing")"
    return ["\(node) \(chain) \(kernel), evaluator \(decision.verdict) by \(decision.reason)"]
  }
}
