import NetTypes
import PolicyEvaluator
import Resources
import Testing

/// A small cluster that the cases share: two namespaces, two nodes, a pod in the network of its host.
///
/// | pod | address | labels | node |
/// |---|---|---|---|
/// | red/web | 10.0.0.1, fd00::1; ports http TCP 80, dns UDP 53 | role=web | n1 |
/// | red/db | 10.0.0.2, fd00::2 | role=db | n1 |
/// | blue/api | 10.0.0.3; ports http TCP 8080 | role=api | n2 |
/// | blue/job | 10.0.0.4 | role=job | n2 |
/// | red/agent | that of its node | role=web | n1 |
///
/// Namespace labels are team=red and team=blue; n1 is 192.168.0.1 and n2 192.168.0.2.
struct Town {
  var model = PolicyModel()

  init() {
    model.namespaces = ["red": ["team": "red"], "blue": ["team": "blue"]]
    model.nodes = [
      ClusterNode(name: "n1", labels: ["rack": "r1"], addresses: [Self.address("192.168.0.1"), Self.address("fd01::1")]),
      ClusterNode(name: "n2", labels: ["rack": "r2"], addresses: [Self.address("192.168.0.2")]),
    ]
    pod("red/web", ["10.0.0.1", "fd00::1"], ["role": "web"], node: "n1") {
      $0.ports = [WorkloadPort(name: "http", port: 80), WorkloadPort(name: "dns", ipProtocol: IPProtocol.udp, port: 53)]
    }
    pod("red/db", ["10.0.0.2", "fd00::2"], ["role": "db"], node: "n1")
    pod("blue/api", ["10.0.0.3"], ["role": "api"], node: "n2") { $0.ports = [WorkloadPort(name: "http", port: 8080)] }
    pod("blue/job", ["10.0.0.4"], ["role": "job"], node: "n2")
    pod("red/agent", ["192.168.0.1"], ["role": "web"], node: "n1") { $0.hostNetwork = true }
  }

  /// A town with policies of Kubernetes.
  init(_ policies: [KubernetesNetworkPolicy]) {
    self.init()
    model.policies = policies.map(\.policy)
  }

  /// A town with policies of Calico.
  init(_ policies: [CalicoPolicy]) {
    self.init()
    model.policies = policies.map(\.policy)
  }

  mutating func pod(
    _ name: String, _ addresses: [String], _ labels: [String: String], node: String, _ change: (inout Pod) -> Void = { _ in }
  ) {
    let parts = name.split(separator: "/").map(String.init)
    var pod = Pod(namespace: parts[0], name: parts[1])
    pod.labels = labels
    pod.node = node
    pod.addresses = addresses.map(Self.address)
    change(&pod)
    model.workloads.append(pod.endpoint)
  }

  /// `allow|deny BY, allow|deny BY` of egress and ingress for each flow, or what is wrong.
  func judge(_ flows: [String], view: PolicyView = .enforced) throws -> [String] {
    let compiled = try CompiledPolicies(model, view: view)
    return try flows.map { try Self.text(compiled.verdict(of: Self.flow($0))) }
  }

  func judge(_ flow: String, view: PolicyView = .enforced) throws -> String { try judge([flow], view: view)[0] }

  /// Only `allow` or `deny` for each flow.
  func verdicts(_ flows: [String], view: PolicyView = .enforced) throws -> [String] {
    let compiled = try CompiledPolicies(model, view: view)
    return try flows.map { try compiled.verdict(of: Self.flow($0)).verdict.rawValue }
  }

  static func text(_ verdict: FlowVerdict) -> String { "\(text(verdict.egress)), \(text(verdict.ingress))" }

  static func text(_ decision: Decision) -> String { "\(decision.verdict.rawValue) \(decision.reason)" }

  /// Reads `red/web > blue/api tcp/80`; ends may be `ns/pod`, `hep:NAME`, `node:NAME` or an address; `icmp/8.0`; `from 1024` sets the source port.
  static func flow(_ text: String) throws -> Flow {
    let words = text.split(separator: " ").map(String.init)
    var flow = Flow(party(words[0]), party(words[2]))
    let kind = (words.count > 3 ? words[3] : "tcp/80").split(separator: "/").map(String.init)
    flow.ipProtocol = try #require(IPProtocol.number(of: kind[0]))
    if kind.count > 1, kind[0].hasPrefix("icmp") {
      let parts = kind[1].split(separator: ".").compactMap { UInt8($0) }
      flow.icmpType = parts[0]
      flow.icmpCode = parts.count > 1 ? parts[1] : 0
    } else if kind.count > 1 {
      flow.destinationPort = try #require(UInt16(kind[1]))
    }
    if words.count > 5 { flow.sourcePort = try #require(UInt16(words[5])) }
    return flow
  }

  private static func party(_ text: String) -> FlowParty {
    if let address = IPAddress(text) { return .address(address) }
    if text.hasPrefix("hep:") { return .host(String(text.dropFirst(4))) }
    if text.hasPrefix("node:") { return .node(String(text.dropFirst(5))) }
    let parts = text.split(separator: "/").map(String.init)
    return .workload(namespace: parts[0], name: parts[1])
  }

  static func address(_ text: String) -> IPAddress { IPAddress(text) ?? .v4(.any) }

  static func net(_ text: String) -> IPPrefix { IPPrefix(lenient: text) ?? IPPrefix(IPv4Address.any, length: 0) }
}

extension KubernetesNetworkPolicy {
  /// `red/p` with a change.
  init(_ name: String, _ change: (inout KubernetesNetworkPolicy) -> Void = { _ in }) {
    let parts = name.split(separator: "/").map(String.init)
    self.init(namespace: parts[0], name: parts[1])
    change(&self)
  }
}

extension CalicoPolicy {
  /// `red/p` is a NetworkPolicy, `p` a GlobalNetworkPolicy.
  init(_ name: String, staged: Bool = false, _ change: (inout CalicoPolicy) -> Void = { _ in }) {
    let parts = name.split(separator: "/").map(String.init)
    if parts.count == 2 {
      self.init(PolicyID(staged ? .stagedNetworkPolicy : .networkPolicy, namespace: parts[0], name: parts[1]))
    } else {
      self.init(PolicyID(staged ? .stagedGlobalNetworkPolicy : .globalNetworkPolicy, name: name))
    }
    change(&self)
  }
}

extension CalicoRule {
  init(_ action: RuleAction, _ change: (inout CalicoRule) -> Void) {
    self.init(action)
    change(&self)
  }
}
