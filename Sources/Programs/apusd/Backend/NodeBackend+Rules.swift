import ControlAPI
import NetTypes
import Nftables
import PolicyEnforcement
import Resources

extension NodeBackend {
  func rules(endpoint: String?, counters: Bool) async throws -> RulesReport {
    let (live, counted) = await daemon.policy.ask { keeper in (keeper.live, counters ? keeper.counters() : .success([:])) }
    let problem = daemon.policy.health.problem
    guard let live else {
      let isOn = daemon.state.withLock { $0.configuration.policy.enforcement == .nftables }
      return RulesReport(
        enforced: false, why: problem ?? (isOn ? "there is no policy, so nothing is enforced" : "policy.enforcement is none"), chains: [])
    }
    let counts: [String: CounterValue]
    do { counts = try counted.get() } catch { throw ControlError(.unavailable, "the counters cannot be read: \(error)") }
    let endpoints = Self.endpoints(of: live)
    var names = Set(live.plan.chains.keys)
    if let endpoint {
      guard live.view.interfaces[endpoint] != nil else {
        throw ControlError(.notFound, "there is no workload \(endpoint) with an interface on this node", mend: "apusctl workloads")
      }
      let own = endpoints.filter { $0.value.contains { $0.hasSuffix(" \(endpoint)") } }.keys
      names = Self.reachable(from: Array(own), in: live.plan)
    }
    let chains = live.plan.chains.filter { names.contains($0.key) }
      .sorted { ($0.value.hook == nil ? 1 : 0, $0.key) < ($1.value.hook == nil ? 1 : 0, $1.key) }
      .map { Self.chain($0, $1, endpoints[$0] ?? [], live.plan, counters ? counts : nil) }
    return RulesReport(enforced: problem == nil, why: problem ?? "in force", chains: chains)
  }

  /// The workloads of each chain that a map leads to.
  private static func endpoints(of live: LivePlan) -> [String: [String]] {
    var endpoints: [String: Set<String>] = [:]
    for workload in live.model.workloads {
      guard workload.node == live.view.node, let interface = live.view.interfaces[workload.qualifiedName] else { continue }
      for address in workload.addresses {
        let family = address.family == .ipv4 ? "4" : "6"
        if let chain = live.plan.maps["from\(family)"]?.elements[[.interface(interface), .address(address)]] {
          endpoints[chain, default: []].insert("egress \(workload.qualifiedName)")
        }
        if let chain = live.plan.maps["to\(family)"]?.elements[[.address(address)]] {
          endpoints[chain, default: []].insert("ingress \(workload.qualifiedName)")
        }
      }
    }
    return endpoints.mapValues { $0.sorted() }
  }

  private static func reachable(from chains: [String], in plan: RulesetPlan) -> Set<String> {
    var (found, next): (Set<String>, [String]) = ([], chains)
    while let name = next.popLast() {
      guard found.insert(name).inserted, let chain = plan.chains[name] else { continue }
      next += chain.rules.flatMap(\.targets)
    }
    return found
  }

  private static func chain(
    _ name: String, _ chain: Chain, _ endpoints: [String], _ plan: RulesetPlan, _ counted: [String: CounterValue]?
  ) -> RulesReport.Chain {
    let rules = chain.rules.map { rule in
      let value = rule.counter.flatMap { counted?[$0] }
      let by = rule.counter.flatMap { plan.reasons[$0]?.description } ?? rule.comment
      return RulesReport.Rule(text: rule.description, by: by, packets: value?.packets, bytes: value?.bytes)
    }
    let hook = chain.hook.map { "hook \($0.point.rawValue) priority \($0.priority)" }
    return RulesReport.Chain(name: name, hook: hook, endpoints: endpoints, rules: rules)
  }
}
