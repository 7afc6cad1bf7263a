import NetTypes
import PolicyEvaluator
import Resources

/// 10,000 policies of 10 rules over 100,000 endpoints: compiling them, judging flows, changing one policy; beside an evaluator that looks at
/// every policy, which also checks the verdicts.
enum PolicyBench {
  private static let apps = 2_000
  private static let namespaces = 500
  private static let teams = 20

  static func run(policies count: Int = 10_000, endpoints: Int = 100_000) {
    var random = LinearGenerator(state: 7)
    let pods = (0..<endpoints).map { pod($0, &random) }
    let policies = (0..<count).map { policy($0, pods, &random) }
    var model = PolicyModel()
    model.workloads = pods.map(\.endpoint)
    for number in 0..<namespaces { model.namespaces["ns\(number)"] = ["team": "t\(number % teams)"] }
    model.policies = policies.map(\.policy)
    print("\(count) policies of 10 rules, \(endpoints) endpoints, each selected by \(count / apps)")
    guard var compiled = compile(model) else { return }
    let flows = flows(pods, policies, &random)
    judge(compiled, flows.map(\.flow))
    compare(compiled, flows, policies, pods)
    change(&compiled, policies, pods, &random)
    everywhere(model, pods, count, flows.map(\.flow), &random)
  }

  private static func compile(_ model: PolicyModel) -> CompiledPolicies? {
    let start = Measure.cpu
    guard let compiled = try? CompiledPolicies(model) else {
      print("the model does not compile")
      return nil
    }
    Measure.report("compile", Double(Measure.cpu - start) / 1e9, "s", 3)
    print("  \(Measure.resident / 1024) MiB resident")
    return compiled
  }

  private static func judge(_ compiled: CompiledPolicies, _ flows: [Flow]) {
    var allowed = 0
    Measure.best("verdict of a flow", items: flows.count, unit: "ns", budget: 1000) {
      allowed = 0
      for flow in flows where (try? compiled.verdict(of: flow))?.verdict == .allow { allowed += 1 }
    }
    print("  \(allowed) of \(flows.count) flows allowed")
  }

  /// Every policy looked at for each flow: what it costs, and whether the verdicts are the same.
  private static func compare(
    _ compiled: CompiledPolicies, _ flows: [(flow: Flow, from: Pod, to: Pod)], _ policies: [KubernetesNetworkPolicy], _ pods: [Pod]
  ) {
    let naive = LinearEvaluator(policies: policies) { ["team": team(ofNamespace: $0)] }
    var differences = 0
    let sample = flows.prefix(200)
    let start = Measure.cpu
    let verdicts = sample.map { naive.allows($0.from, $0.to, port: $0.flow.destinationPort) }
    Measure.report("the same, looking at every policy", Double(Measure.cpu - start) / Double(sample.count), "ns")
    for (flow, expected) in zip(sample, verdicts) where ((try? compiled.verdict(of: flow.flow))?.verdict == .allow) != expected {
      differences += 1
    }
    print("  \(differences) of \(sample.count) verdicts differ")
  }

  private static func change(
    _ compiled: inout CompiledPolicies, _ policies: [KubernetesNetworkPolicy], _ pods: [Pod], _ random: inout LinearGenerator
  ) {
    let changed = (0..<200).map { _ -> Policy in
      let old = policies[random.below(policies.count)]
      var new = policy(0, pods, &random)
      (new.namespace, new.name) = (old.namespace, old.name)
      return new.policy
    }
    let start = Measure.cpu
    for policy in changed { try? compiled.set(policy) }
    Measure.report("one policy changed", Double(Measure.cpu - start) / 1e6 / Double(changed.count), "ms", 10)
    var wide = CalicoPolicy(PolicyID(.globalNetworkPolicy, name: "everybody"))
    wide.ingress = [CalicoRule(.pass)]
    wide.order = 1
    let again = Measure.cpu
    try? compiled.set(wide.policy)
    compiled.remove(wide.id)
    Measure.report("one that selects every endpoint added, and removed", Double(Measure.cpu - again) / 2e6, "ms", 10)
  }

  /// The same number of policies, each of which selects every endpoint.
  private static func everywhere(_ model: PolicyModel, _ pods: [Pod], _ count: Int, _ flows: [Flow], _ random: inout LinearGenerator) {
    var model = model
    model.policies = (0..<count).map { number in
      var policy = CalicoPolicy(PolicyID(.globalNetworkPolicy, name: "p\(number)"))
      policy.ingress = (0..<10).map { rule in
        var allow = CalicoRule(.allow)
        allow.ipProtocol = IPProtocol.tcp
        allow.source.selector = "app == '\(pods[random.below(pods.count)].labels["app"] ?? "")'"
        allow.destination.ports = [.port(UInt16(80 + rule))]
        return allow
      }
      return policy.policy
    }
    print("\(count) policies of 10 rules that all select every endpoint")
    guard let compiled = compile(model) else { return }
    judge(compiled, flows)
  }

  private static func pod(_ number: Int, _ random: inout LinearGenerator) -> Pod {
    let app = random.below(apps)
    var pod = Pod(namespace: "ns\(app % namespaces)", name: "p\(number)")
    pod.labels = ["app": "a\(app)", "env": ["prod", "dev", "test"][random.below(3)]]
    pod.addresses = [.v4(IPv4Address(0x0A00_0000 + UInt32(number)))]
    pod.node = "n\(number % 1000)"
    return pod
  }

  private static func team(ofNamespace name: String) -> String { "t\((Int(name.dropFirst(2)) ?? 0) % teams)" }

  /// Ten peers on ten ports; one of them a network.
  private static func policy(_ number: Int, _ pods: [Pod], _ random: inout LinearGenerator) -> KubernetesNetworkPolicy {
    let subject = pods[random.below(pods.count)]
    var policy = KubernetesNetworkPolicy(namespace: subject.namespace, name: "p\(number)")
    policy.podSelector = ObjectSelector(labels: ["app": subject.labels["app"] ?? ""])
    policy.ingress = (0..<10).map { rule in
      let peer = pods[random.below(pods.count)]
      let port = KubernetesNetworkPolicy.Port(port: .port(UInt16(80 + rule)))
      if rule == 9, case .v4(let address)? = peer.addresses.first {
        return KubernetesNetworkPolicy.Rule(peers: [.block(IPPrefix(address, length: 24), except: [])], ports: [port])
      }
      let namespaces = ObjectSelector(labels: ["team": team(ofNamespace: peer.namespace)])
      let pods = ObjectSelector(labels: ["app": peer.labels["app"] ?? ""])
      return KubernetesNetworkPolicy.Rule(peers: [.pods(namespaces: namespaces, pods: pods)], ports: [port])
    }
    return policy
  }

  /// Half between any two, half such as some rule is about.
  private static func flows(
    _ pods: [Pod], _ policies: [KubernetesNetworkPolicy], _ random: inout LinearGenerator
  ) -> [(flow: Flow, from: Pod, to: Pod)] {
    let byApp = Dictionary(grouping: pods) { $0.labels["app"] ?? "" }
    return (0..<200_000).compactMap { number in
      var (from, to) = (pods[random.below(pods.count)], pods[random.below(pods.count)])
      let rule = random.below(9)
      if number % 2 == 0 {
        let policy = policies[random.below(policies.count)]
        if case .pods(_, let peer)? = policy.ingress[rule].peers.first, let sources = byApp[peer?.labels["app"] ?? ""],
          let targets = byApp[policy.podSelector.labels["app"] ?? ""]
        {
          (from, to) = (sources[random.below(sources.count)], targets[random.below(targets.count)])
        }
      }
      guard let source = from.addresses.first, let destination = to.addresses.first else { return nil }
      var flow = Flow(.address(source), .address(destination))
      flow.destinationPort = UInt16(80 + rule)
      return (flow, from, to)
    }
  }
}

/// Kubernetes' policies as their text reads: every one is looked at, for every flow.
private struct LinearEvaluator {
  let policies: [KubernetesNetworkPolicy]
  /// The labels of a namespace.
  let labels: (String) -> [String: String]

  func allows(_ from: Pod, _ to: Pod, port: UInt16) -> Bool {
    if from.name == to.name { return true }
    let selecting = policies.filter { $0.namespace == to.namespace && Self.matches($0.podSelector, to.labels) }
    return selecting.isEmpty || selecting.contains { $0.ingress.contains { allows($0, from, port) } }
  }

  private func allows(_ rule: KubernetesNetworkPolicy.Rule, _ from: Pod, _ port: UInt16) -> Bool {
    guard rule.ports.contains(where: { $0.port == .port(port) }) else { return false }
    return rule.peers.contains { peer in
      switch peer {
      case .block(let prefix, _): from.addresses.contains(where: prefix.contains)
      case .pods(let namespaces, let pods):
        namespaces.map { Self.matches($0, labels(from.namespace)) } ?? true && pods.map { Self.matches($0, from.labels) } ?? true
      }
    }
  }

  private static func matches(_ selector: ObjectSelector, _ labels: [String: String]) -> Bool {
    selector.labels.allSatisfy { labels[$0.key] == $0.value }
  }
}

/// The same numbers in every run.
private struct LinearGenerator {
  var state: UInt64

  mutating func below(_ limit: Int) -> Int {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Int(state >> 33) % limit
  }
}
