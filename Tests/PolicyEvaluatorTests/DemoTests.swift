import NetTypes
import PolicyEvaluator
import Resources
import Testing

/// Section E: the demos, step by step, as tables of who connects.
struct DemoTests {
  typealias Rule = KubernetesNetworkPolicy.Rule
  typealias Peer = KubernetesNetworkPolicy.Peer

  static func role(_ value: String) -> ObjectSelector { ObjectSelector(labels: ["role": value]) }
  static func run(_ value: String) -> ObjectSelector { ObjectSelector(labels: ["run": value]) }

  /// `.` connects, `X` does not.
  static func table(_ model: PolicyModel, _ flows: [String]) throws -> String {
    let compiled = try CompiledPolicies(model)
    return try flows.map { try compiled.verdict(of: Town.flow($0)).verdict == .allow ? "." : "X" }.joined()
  }

  static func model(_ namespaces: [String: [String: String]], _ pods: [(String, [String: String])]) -> PolicyModel {
    var town = Town()
    town.model = PolicyModel()
    town.model.namespaces = namespaces
    for (index, pod) in pods.enumerated() { town.pod(pod.0, ["10.65.0.\(index + 1)"], pod.1, node: "n\(index)") }
    return town.model
  }

  /// Each step adds policies and names the columns of its row.
  static func play(_ model: PolicyModel, _ flows: [String], _ steps: [([KubernetesNetworkPolicy], String)]) throws {
    var model = model
    for (number, step) in steps.enumerated() {
      model.policies += step.0.map(\.policy)
      #expect(try table(model, flows) == step.1, "step \(number + 1)")
    }
  }

  @Test("E.1: stars")
  func stars() throws {
    let model = Self.model(
      ["stars": [:], "client": ["role": "client"], "management-ui": ["role": "management-ui"]],
      [
        ("management-ui/management-ui", ["role": "management-ui"]), ("stars/frontend", ["role": "frontend"]),
        ("stars/backend", ["role": "backend"]),
        ("client/client", ["role": "client"]),
      ])
    let (ui, f, b, c) = (
      "management-ui/management-ui tcp/9001", "stars/frontend tcp/80", "stars/backend tcp/6379", "client/client tcp/9000"
    )
    let columns = [(ui, [f, b, c]), (f, [ui, b, c]), (b, [ui, f, c]), (c, [ui, f, b])]
    let flows = columns.flatMap { from, list in list.map { "\(from.split(separator: " ")[0]) > \($0)" } }
    let allowUI = Rule(peers: [.pods(namespaces: Self.role("management-ui"), pods: nil)])
    func policy(_ name: String, _ role: String, _ peer: Peer, _ port: UInt16) -> KubernetesNetworkPolicy {
      KubernetesNetworkPolicy("stars/\(name)") {
        $0.podSelector = Self.role(role)
        $0.ingress = [Rule(peers: [peer], ports: [.init(port: .port(port))])]
      }
    }
    try Self.play(
      model, flows,
      [
        ([], "............"), (["stars", "client"].map { KubernetesNetworkPolicy("\($0)/default-deny") }, "XXX" + ".XX" + ".XX" + ".XX"),
        (["stars", "client"].map { KubernetesNetworkPolicy("\($0)/allow-ui") { $0.ingress = [allowUI] } }, "..." + ".XX" + ".XX" + ".XX"),
        ([policy("backend-policy", "backend", .pods(namespaces: nil, pods: Self.role("frontend")), 6379)], "..." + "..X" + ".XX" + ".XX"),
        ([policy("frontend-policy", "frontend", .pods(namespaces: Self.role("client"), pods: nil), 80)], "..." + "..X" + ".XX" + "..X"),
      ])
  }

  @Test("E.2: simple policy")
  func simple() throws {
    let model = Self.model(
      ["policy-demo": [:], "other": [:]],
      [
        ("policy-demo/nginx", ["run": "nginx"]), ("policy-demo/access", ["run": "access"]),
        ("policy-demo/cant-access", ["run": "cant-access"]),
        ("other/access", ["run": "access"]),
      ])
    let flows = ["policy-demo/access", "policy-demo/cant-access", "other/access"].map { "\($0) > policy-demo/nginx tcp/80" }
    let access = KubernetesNetworkPolicy("policy-demo/access-nginx") {
      $0.podSelector = Self.run("nginx")
      $0.ingress = [Rule(peers: [.pods(namespaces: nil, pods: Self.run("access"))])]
    }
    try Self.play(model, flows, [([], "..."), ([KubernetesNetworkPolicy("policy-demo/default-deny")], "XXX"), ([access], ".XX")])
  }

  @Test("E.3: advanced policy")
  func advanced() throws {
    let namespace = "advanced-policy-demo"
    let model = Self.model(
      [namespace: [:], "kube-system": ["name": "kube-system"]],
      [("\(namespace)/nginx", ["run": "nginx"]), ("\(namespace)/access", ["run": "access"]), ("kube-system/dns", ["k8s-app": "kube-dns"])])
    let flows = ["\(namespace)/nginx tcp/80", "kube-system/dns udp/53", "8.8.8.8 tcp/80"].map { "\(namespace)/access > \($0)" }
    func policy(_ name: String, _ change: (inout KubernetesNetworkPolicy) -> Void) -> KubernetesNetworkPolicy {
      KubernetesNetworkPolicy("\(namespace)/\(name)", change)
    }
    let dns = Rule(
      peers: [.pods(namespaces: ObjectSelector(labels: ["name": "kube-system"]), pods: nil)],
      ports: [.init(ipProtocol: 17, port: .port(53))])
    try Self.play(
      model, flows,
      [
        ([], "..."), ([policy("default-deny-ingress") { $0.policyTypes = [.ingress] }], "X.."),
        (
          [
            policy("access-nginx") {
              $0.podSelector = Self.run("nginx")
              $0.ingress = [Rule(peers: [.pods(namespaces: nil, pods: ObjectSelector())])]
            }
          ], "..."
        ),
        ([policy("default-deny-egress") { $0.policyTypes = [.egress] }], "XXX"),
        (
          [
            policy("allow-dns-access") {
              $0.policyTypes = [.egress]; $0.egress = [dns]
            }
          ], "X.X"
        ),
        (
          [
            policy("allow-egress-to-advance-policy-ns") {
              $0.policyTypes = [.egress]
              $0.egress = [Rule(peers: [.pods(namespaces: nil, pods: Self.run("nginx"))])]
            }
          ], "..X"
        ),
      ])
  }
}
