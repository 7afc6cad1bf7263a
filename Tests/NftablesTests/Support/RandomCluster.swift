import NetTypes
import PolicyEnforcement
import Resources

/// A small cluster with policies of every field, made from a seed.
struct RandomCluster {
  static let nodes = ["n1", "n2"]
  static let namespaces = ["red", "blue"]
  private static let selectors = [
    "", "all()", "role == 'web'", "role != 'web'", "has(env)", "!has(env)", "env in {'a', 'b'}", "pcns.team == 'red'", "zone == 'out'",
    "projectcalico.org/namespace == 'blue'",
  ]

  var model = PolicyModel()
  var random: SeededGenerator

  init(seed: Int, policies: Int = 6) {
    random = SeededGenerator(seed: seed)
    model.namespaces = ["red": ["team": "red"], "blue": ["team": "blue", "env": "a"]]
    for (number, node) in Self.nodes.enumerated() {
      model.nodes.append(
        ClusterNode(
          name: node, labels: ["rack": "r\(number)"],
          addresses: [Self.address("192.168.0.\(number + 1)"), Self.address("fd01::\(number + 1)")]))
    }
    for number in 0..<8 { addPod(number) }
    addNetworkSets()
    model.services[ServiceName(namespace: "red", name: "svc")] = services()
    model.tiers = [PolicyTier(name: "first", order: 1), PolicyTier(name: "second", order: 2, defaultAction: .pass)]
    addProfile()
    for number in 0..<policies { model.policies.append(policy(number)) }
  }

  static func address(_ text: String) -> IPAddress { IPAddress(text) ?? .v4(.any) }
  static func net(_ text: String) -> IPPrefix { IPPrefix(lenient: text) ?? IPPrefix(IPv4Address.any, length: 0) }

  /// A node's own view, with an interface for each of its pods.
  func view(_ node: String) -> NodeView {
    var view = NodeView(node: node)
    for workload in model.workloads where workload.node == node && !workload.isHostNetworked {
      view.interfaces[workload.qualifiedName] = Self.interface(workload)
    }
    return view
  }

  static func interface(_ workload: WorkloadEndpoint) -> String { "cali-\(workload.name)" }

  // MARK: - Who is there

  mutating func addPod(_ number: Int) {
    var pod = Pod(namespace: Self.namespaces[number % 2], name: "p\(number)")
    pod.node = Self.nodes[number / 2 % 2]
    if random.chance(70) { pod.labels["role"] = random.pick(["web", "db"]) }
    if random.chance(50) { pod.labels["env"] = random.pick(["a", "b", "c"]) }
    pod.addresses = [Self.address("10.0.0.\(number)"), Self.address("fd00::\(number)")]
    if random.chance(20) { pod.addresses.removeLast() }
    pod.ports = [WorkloadPort(name: "http", ipProtocol: random.pick([6, 17]), port: random.pick([80, 81]))]
    if random.chance(50) { pod.ports.append(WorkloadPort(name: "dns", ipProtocol: 17, port: 53)) }
    var endpoint = pod.endpoint
    if random.chance(20) { endpoint.profiles = random.pick([[], ["custom"], ["missing"], ["custom", "kns.red"]]) }
    model.workloads.append(endpoint)
  }

  private mutating func addNetworkSets() {
    let nets = ["10.0.0.0/29", "10.0.0.2/32", "8.8.8.0/24", "8.8.8.128/25", "8.8.9.0/24", "fd00::/126", "2001:db8::/32", "9.9.9.9/32"]
    for number in 0..<4 {
      model.networkSets.append(
        NetworkSet(
          namespace: random.pick([nil, "red", "blue"]), name: "s\(number)",
          labels: ["zone": random.pick(["in", "out"]), "role": random.pick(["web", "net"])],
          nets: nets.shuffled(using: &random).prefix(3).map(Self.net)))
    }
  }

  private mutating func services() -> [ServiceEndpoint] {
    model.workloads.prefix(3).map { workload in
      ServiceEndpoint(
        address: workload.addresses[0], ports: [ServiceEndpoint.Port(ipProtocol: random.pick([6, 17]), port: random.pick([80, nil]))])
    }
  }

  private mutating func addProfile() {
    var profile = PolicyProfile(name: "custom")
    profile.labelsToApply = ["role": "web"]
    profile.ingress = rules(count: 2, in: .ingress)
    profile.egress = rules(count: 2, in: .egress)
    for index in profile.ingress.indices where profile.ingress[index].action == .pass { profile.ingress[index].action = .deny }
    for index in profile.egress.indices where profile.egress[index].action == .pass { profile.egress[index].action = .allow }
    model.profiles = [profile]
  }

  // MARK: - Policies

  mutating func policy(_ number: Int) -> Policy {
    var policy = Policy(PolicyID(.globalNetworkPolicy, name: "g\(number)"), subject: scope())
    policy.tier = random.pick(["first", "second", PolicyTier.defaultName, PolicyTier.adminName, PolicyTier.baselineName])
    policy.order = random.pick([nil, 1, 2, 2.5])
    if random.chance(70) { policy.ingress = rules(count: Int.random(in: 0..<5, using: &random), in: .ingress) }
    if random.chance(70) { policy.egress = rules(count: Int.random(in: 0..<5, using: &random), in: .egress) }
    return policy
  }

  private mutating func rules(count: Int, in direction: TrafficDirection) -> [PolicyRule] { (0..<count).map { rule($0) } }

  private mutating func rule(_ index: Int) -> PolicyRule {
    var rule = PolicyRule(random.pick([.allow, .allow, .deny, .pass, .log]), index: index)
    if random.chance(15) { rule.family = random.pick([.ipv4, .ipv6]) }
    if random.chance(50) { rule.ipProtocol = random.pick([6, 6, 17, 132, 1, 58, 47]) }
    if random.chance(10) { rule.notProtocol = random.pick([6, 17, 1]) }
    if random.chance(12) { rule.icmp = icmp() }
    if random.chance(8) { rule.notICMP = icmp() }
    rule.source = entity(isSource: true)
    rule.destination = entity(isSource: false)
    return rule
  }

  private mutating func icmp() -> ICMPMatch { ICMPMatch(type: random.pick([8, 128, 3]), code: random.pick([nil, 0, 1])) }

  private mutating func entity(isSource: Bool) -> EntityRule {
    var entity = EntityRule()
    if random.chance(35) { entity.scope = scope() }
    if random.chance(15) { entity.notScope = scope() }
    if random.chance(20) { entity.nets = nets() }
    if random.chance(12) { entity.notNets = nets() }
    if random.chance(isSource ? 8 : 25) { entity.ports = ports(isSource) }
    if random.chance(10) { entity.notPorts = ports(isSource) }
    if random.chance(6) { entity.service = ServiceName(namespace: "red", name: random.pick(["svc", "none"])) }
    return entity
  }

  private mutating func nets() -> [IPPrefix] {
    let all = ["10.0.0.0/30", "10.0.0.4/31", "10.0.0.6/32", "0.0.0.0/0", "8.8.8.0/24", "fd00::/125", "fd00::2/128", "::/0", "10.0.0.4/30"]
    return all.shuffled(using: &random).prefix(Int.random(in: 1...3, using: &random)).map(Self.net)
  }

  private mutating func ports(_ isSource: Bool) -> [PortMatch] {
    let all: [PortMatch] =
      [.port(isSource ? 1024 : 80), .range(79...81), .range(0...1023), .range(82...443), .name("http"), .name("dns"), .port(53)]
    return Array(all.shuffled(using: &random).prefix(Int.random(in: 1...3, using: &random)))
  }

  private mutating func scope() -> EndpointScope {
    switch Int.random(in: 0..<6, using: &random) {
    case 0: EndpointScope([EndpointScope.Term(.pod, random.pick(["", "role == 'web'", "has(env)"]))])
    case 1: EndpointScope([EndpointScope.Term(.namespace, random.pick(["team == 'red'", "", "!has(env)"])), EndpointScope.Term(.pod, "")])
    case 2: EndpointScope([EndpointScope.Term(.node, random.pick(["", "rack == 'r0'"]))])
    default: EndpointScope([EndpointScope.Term(.effective, random.pick(Self.selectors))])
    }
  }
}
