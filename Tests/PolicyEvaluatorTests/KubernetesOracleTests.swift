import NetTypes
import PolicyEvaluator
import Resources
import Testing

/// Section A once more, by a second reading of its text: random policies and flows, judged without tiers, rules or labels of Calico.
struct KubernetesOracleTests {
  typealias Rule = KubernetesNetworkPolicy.Rule
  typealias Peer = KubernetesNetworkPolicy.Peer
  typealias Port = KubernetesNetworkPolicy.Port

  /// A pod as the oracle sees it.
  struct Pod {
    var namespace: String
    var name: String
    var address: String
    var labels: [String: String]
    var ports: [WorkloadPort]
  }

  struct Generator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return (state ^ (state >> 29)) &* 0x9E37_79B9_7F4A_7C15
    }
  }

  static let namespaces = ["red": ["team": "red", "env": "a"], "blue": ["team": "blue", "env": "a"], "bare": [:]]

  static func pods() -> [Pod] {
    (0..<9).map { index in
      let namespace = ["red", "blue", "bare"][index % 3]
      let labels = index < 3 ? [:] : ["role": ["web", "db"][index % 2], "env": ["a", "b"][index / 5]]
      let port = WorkloadPort(name: "http", ipProtocol: index % 4 == 0 ? 17 : 6, port: UInt16(80 + index % 2))
      return Pod(namespace: namespace, name: "p\(index)", address: "10.0.0.\(index)", labels: labels, ports: index % 3 == 1 ? [] : [port])
    }
  }

  // MARK: - Making

  static func selector(_ random: inout Generator) -> ObjectSelector {
    let key = ["role", "team", "env"].randomElement(using: &random) ?? ""
    let values = Array(["web", "db", "red", "blue", "a"].shuffled(using: &random).prefix(2))
    switch Int.random(in: 0..<6, using: &random) {
    case 0: return ObjectSelector()
    case 1: return ObjectSelector(labels: [key: values[0]])
    case 2: return ObjectSelector(expressions: [.isIn(key: key, values: values)])
    case 3: return ObjectSelector(expressions: [.notIn(key: key, values: values)])
    case 4: return ObjectSelector(expressions: [.exists(key: key)])
    default: return ObjectSelector(labels: ["env": "a"], expressions: [.doesNotExist(key: key)])
    }
  }

  static func peer(_ random: inout Generator) -> Peer {
    switch Int.random(in: 0..<4, using: &random) {
    case 0:
      .block(
        Town.net(["10.0.0.0/29", "0.0.0.0/0"].randomElement(using: &random) ?? ""),
        except: [Town.net("10.0.0.\(Int.random(in: 0..<8, using: &random))")])
    case 1: .pods(namespaces: nil, pods: selector(&random))
    case 2: .pods(namespaces: selector(&random), pods: nil)
    default: .pods(namespaces: selector(&random), pods: selector(&random))
    }
  }

  static func port(_ random: inout Generator) -> Port {
    let ipProtocol: UInt8 = Bool.random(using: &random) ? 6 : 17
    switch Int.random(in: 0..<4, using: &random) {
    case 0: return Port(ipProtocol: ipProtocol)
    case 1: return Port(ipProtocol: ipProtocol, port: .name("http"))
    case 2: return Port(ipProtocol: ipProtocol, port: .port(80))
    default: return Port(ipProtocol: ipProtocol, port: .range(80...81))
    }
  }

  static func rules(_ random: inout Generator) -> [Rule] {
    (0..<Int.random(in: 0..<3, using: &random)).map { _ in
      Rule(
        peers: (0..<Int.random(in: 0..<3, using: &random)).map { _ in peer(&random) },
        ports: (0..<Int.random(in: 0..<3, using: &random)).map { _ in port(&random) })
    }
  }

  static func policy(_ number: Int, _ random: inout Generator) -> KubernetesNetworkPolicy {
    KubernetesNetworkPolicy("\(["red", "blue", "bare"].randomElement(using: &random) ?? "red")/p\(number)") {
      $0.podSelector = selector(&random)
      $0.ingress = rules(&random)
      $0.egress = rules(&random)
      $0.policyTypes = [[], [.ingress], [.egress], [.ingress, .egress]].randomElement(using: &random) ?? []
    }
  }

  // MARK: - Judging

  static func matches(_ selector: ObjectSelector, _ labels: [String: String]) -> Bool {
    selector.labels.allSatisfy { labels[$0] == $1 }
      && selector.expressions.allSatisfy { expression in
        switch expression {
        case .isIn(let key, let values): labels[key].map(values.contains) == true
        case .notIn(let key, let values): labels[key].map(values.contains) != true
        case .exists(let key): labels[key] != nil
        case .doesNotExist(let key): labels[key] == nil
        }
      }
  }

  static func matches(_ peer: Peer, _ pod: Pod?, _ address: String, in namespace: String) -> Bool {
    switch peer {
    case .block(let cidr, let except):
      return cidr.contains(Town.address(address)) && !except.contains { $0.contains(Town.address(address)) }
    case .pods(let namespaces, let pods):
      guard let pod else { return false }
      let isThere = namespaces.map { matches($0, Self.namespaces[pod.namespace] ?? [:]) } ?? (pod.namespace == namespace)
      return isThere && (pods.map { matches($0, pod.labels) } ?? true)
    }
  }

  static func matches(_ port: Port, to pod: Pod?, _ ipProtocol: UInt8, _ number: UInt16) -> Bool {
    if port.ipProtocol != ipProtocol { return false }
    switch port.port {
    case nil: return true
    case .range(let range): return range.contains(number)
    case .name(let name): return pod?.ports.contains { $0.name == name && $0.ipProtocol == ipProtocol && $0.port == number } ?? false
    }
  }

  static func allows(
    _ policies: [KubernetesNetworkPolicy], _ direction: TrafficDirection, of pod: Pod?, peer: Pod?, address: String, to target: Pod?,
    _ flow: Flow
  ) -> Bool {
    guard let pod else { return true }
    let selecting = policies.filter {
      let isListed =
        $0.policyTypes.isEmpty ? (direction == .ingress || !$0.egress.isEmpty) : $0.policyTypes.contains(direction)
      return $0.namespace == pod.namespace && matches($0.podSelector, pod.labels) && isListed
    }
    if selecting.isEmpty { return true }
    return selecting.contains { policy in
      (direction == .ingress ? policy.ingress : policy.egress).contains { rule in
        (rule.peers.isEmpty || rule.peers.contains { matches($0, peer, address, in: policy.namespace) })
          && (rule.ports.isEmpty || rule.ports.contains { matches($0, to: target, flow.ipProtocol, flow.destinationPort) })
      }
    }
  }

  @Test("random policies are judged as the text of Kubernetes says", arguments: 1...40)
  func agreement(seed: Int) throws {
    var random = Generator(state: UInt64(seed))
    let pods = Self.pods()
    let policies = (0..<Int.random(in: 1..<6, using: &random)).map { Self.policy($0, &random) }
    var town = Town()
    town.model = PolicyModel()
    town.model.namespaces = Self.namespaces
    for pod in pods { town.pod("\(pod.namespace)/\(pod.name)", [pod.address], pod.labels, node: "n-\(pod.name)") { $0.ports = pod.ports } }
    town.model.policies = policies.map(\.policy)
    let compiled = try CompiledPolicies(town.model)
    let ends: [Pod?] = pods + [nil]
    for source in ends {
      for target in ends where source?.name != target?.name {
        for (ipProtocol, port) in [(6, 80), (6, 81), (17, 80), (6, 82), (1, 0)] as [(UInt8, UInt16)] {
          let (from, to) = (source?.address ?? "8.8.8.8", target?.address ?? "9.9.9.9")
          var flow = Flow(.address(Town.address(from)), .address(Town.address(to)))
          (flow.ipProtocol, flow.destinationPort) = (ipProtocol, port)
          let verdict = try compiled.verdict(of: flow)
          let egress = Self.allows(policies, .egress, of: source, peer: target, address: to, to: target, flow)
          let ingress = Self.allows(policies, .ingress, of: target, peer: source, address: from, to: target, flow)
          #expect(verdict.egress.verdict == (egress ? .allow : .deny), "seed \(seed): egress of \(from) > \(to) \(ipProtocol)/\(port)")
          #expect(verdict.ingress.verdict == (ingress ? .allow : .deny), "seed \(seed): ingress of \(from) > \(to) \(ipProtocol)/\(port)")
        }
      }
    }
  }
}
