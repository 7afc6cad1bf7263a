import NetTypes
import PolicyEvaluator
import Resources
import Testing

/// Policies changed one by one against a fresh compilation, and judging by index against explaining in order.
@Suite("Changes of policies")
struct ChangeTests {
  private static let apps = ["a", "b", "c", "d"]

  /// Twenty pods of two namespaces, a host endpoint and a network set.
  private static func model() -> PolicyModel {
    var town = Town()
    town.model = PolicyModel()
    for number in 0..<20 {
      town.pod(
        "\(number % 2 == 0 ? "red" : "blue")/p\(number)", ["10.0.0.\(number + 1)", "fd00::\(number + 1)"],
        ["app": apps[number % 4], "zone": "z\(number % 3)"], node: "n\(number % 3)"
      ) { $0.ports = [WorkloadPort(name: "http", port: UInt16(80 + number % 2))] }
    }
    town.model.networkSets = [NetworkSet(name: "s", labels: ["app": "a"], nets: [Town.net("10.0.0.0/29"), Town.net("192.0.2.0/24")])]
    var host = HostEndpoint(name: "h", node: "n0")
    host.expectedIPs = [Town.address("192.168.0.1")]
    host.labels = ["app": "b"]
    town.model.hosts = [host]
    town.model.tiers = [PolicyTier(name: "first", order: 10, defaultAction: .pass), PolicyTier(name: "second", order: 20)]
    return town.model
  }

  private static func policy(_ number: Int, _ random: inout KubernetesOracleTests.Generator) -> Policy {
    var policy =
      Bool.random(using: &random)
      ? CalicoPolicy("p\(number)") : CalicoPolicy(Bool.random(using: &random) ? "red/p\(number)" : "blue/p\(number)")
    policy.tier = ["first", "second", "default"].randomElement(using: &random) ?? "default"
    policy.order = [nil, 1, 2, 3].randomElement(using: &random) ?? nil
    policy.selector = ["", "app == 'a'", "app in {'b', 'c'}", "zone == 'z1'", "!has(zone)"].randomElement(using: &random) ?? ""
    // Some are long enough for an index of their own.
    let count = [1, 3, 90].randomElement(using: &random) ?? 1
    policy.ingress = (0..<count).map { _ in rule(&random) }
    if Bool.random(using: &random) { policy.egress = (0..<count).map { _ in rule(&random) } }
    return policy.policy
  }

  private static func rule(_ random: inout KubernetesOracleTests.Generator) -> CalicoRule {
    var rule = CalicoRule([RuleAction.allow, .deny, .pass, .log].randomElement(using: &random) ?? .allow)
    if Bool.random(using: &random) {
      rule.ipProtocol = [IPProtocol.tcp, IPProtocol.udp].randomElement(using: &random)
      let ports: [PortMatch] = [.port(80), .port(81), .range(82...90), .name("http")]
      if let port = ports.randomElement(using: &random) { rule.destination.ports = [port] }
    }
    let selectors = ["", "app == 'a'", "app == 'b' && zone == 'z0'", "has(app)", "zone in {'z1', 'z2'}", "app == 'none'"]
    rule.source.selector = selectors.randomElement(using: &random) ?? ""
    rule.destination.selector = selectors.randomElement(using: &random) ?? ""
    switch Int.random(in: 0..<6, using: &random) {
    case 0: rule.source.nets = [Town.net("10.0.0.0/30"), Town.net("192.0.2.0/25")]
    case 1: rule.destination.notNets = [Town.net("10.0.0.8/29")]
    case 2: rule.source.notSelector = "app == 'c'"
    default: break
    }
    return rule
  }

  private static func flows() throws -> [Flow] {
    let ends = (1...20).map { "10.0.0.\($0)" } + ["192.0.2.1", "8.8.8.8", "192.168.0.1"]
    return try ends.flatMap { from in
      try ends.filter { $0 != from }.map { to in try Town.flow("\(from) > \(to) tcp/\(80 + (from.utf8.count + to.utf8.count) % 4)") }
    } + (1...5).map { try Town.flow("fd00::\($0) > fd00::\($0 + 5) udp/80") }
  }

  @Test("after any changes the verdicts are those of a fresh compilation", arguments: 1...6)
  func incremental(seed: UInt64) throws {
    var random = KubernetesOracleTests.Generator(state: seed)
    var model = Self.model()
    model.policies = (0..<4).map { Self.policy($0, &random) }
    let flows = try Self.flows()
    var compiled = try CompiledPolicies(model)
    for step in 0..<12 {
      if Int.random(in: 0..<3, using: &random) == 0, let old = model.policies.randomElement(using: &random) {
        model.policies.removeAll { $0.id == old.id }
        compiled.remove(old.id)
      } else {
        let new = Self.policy(Int.random(in: 0..<6, using: &random), &random)
        model.policies.removeAll { $0.id == new.id }
        model.policies.append(new)
        try compiled.set(new)
      }
      if step % 4 != 3 { continue }
      let fresh = try CompiledPolicies(model)
      for flow in flows {
        let (left, right) = (try compiled.verdict(of: flow), try fresh.verdict(of: flow))
        #expect(left == right, "seed \(seed) step \(step): \(flow.source) > \(flow.destination)")
      }
    }
  }

  @Test("judging finds the rule that explaining finds", arguments: 11...16)
  func explained(seed: UInt64) throws {
    var random = KubernetesOracleTests.Generator(state: seed)
    var model = Self.model()
    model.policies = (0..<5).map { Self.policy($0, &random) }
    let compiled = try CompiledPolicies(model)
    for flow in try Self.flows() {
      let (judged, explained) = (try compiled.verdict(of: flow), try compiled.verdict(of: flow, tracing: true))
      #expect(judged.egress.reason == explained.egress.reason, "seed \(seed): \(flow.source) > \(flow.destination)")
      #expect(judged.ingress.reason == explained.ingress.reason, "seed \(seed): \(flow.source) > \(flow.destination)")
    }
  }

  @Test("a policy that cannot be read, or of a tier that does not exist, changes nothing")
  func refused() throws {
    var model = Self.model()
    model.policies = [CalicoPolicy("red/p") { $0.ingress = [CalicoRule(.deny)] }.policy]
    var compiled = try CompiledPolicies(model)
    let wrong = [
      CalicoPolicy("red/p") { $0.selector = "role ==" }.policy, CalicoPolicy("red/p") { $0.tier = "none" }.policy,
      CalicoPolicy("red/p") { $0.ingress = [CalicoRule(.allow) { $0.source.selector = "(" }] }.policy,
    ]
    for policy in wrong {
      #expect(throws: CompilationFaults.self) { try compiled.set(policy) }
      #expect(try Town.text(compiled.verdict(of: Town.flow("8.8.8.8 > red/p0"))) == "allow not-managed, deny NetworkPolicy red/p[0]")
    }
    compiled.remove(PolicyID(.networkPolicy, namespace: "red", name: "other"))
    compiled.remove(PolicyID(.networkPolicy, namespace: "red", name: "p"))
    #expect(try Town.text(compiled.verdict(of: Town.flow("8.8.8.8 > red/p0"))) == "allow not-managed, allow profile:kns.red")
  }

  @Test("a staged policy changes what is in force only in the pending view; in a preview it takes the other's place")
  func staged() throws {
    var model = Self.model()
    model.policies = [CalicoPolicy("red/p") { $0.ingress = [CalicoRule(.deny)] }.policy]
    let staged = CalicoPolicy("red/p", staged: true) { ($0.ingress, $0.order) = ([CalicoRule(.allow)], 1) }.policy
    for (view, expected) in [
      (PolicyView.enforced, "deny NetworkPolicy red/p[0]"), (.pending, "allow StagedNetworkPolicy red/p[0]"),
      (.preview, "allow StagedNetworkPolicy red/p[0]"),
    ] {
      var compiled = try CompiledPolicies(model, view: view)
      try compiled.set(staged)
      #expect(try Town.text(compiled.verdict(of: Town.flow("8.8.8.8 > red/p0"))) == "allow not-managed, \(expected)")
      compiled.remove(staged.id)
      #expect(try Town.text(compiled.verdict(of: Town.flow("8.8.8.8 > red/p0"))) == "allow not-managed, deny NetworkPolicy red/p[0]")
    }
  }
}
