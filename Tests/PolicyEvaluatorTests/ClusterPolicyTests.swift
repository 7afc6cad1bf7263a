import NetTypes
import PolicyEvaluator
import Resources
import Testing

/// Section D: ClusterNetworkPolicy, AdminNetworkPolicy, BaselineAdminNetworkPolicy.
struct ClusterPolicyTests {
  typealias Rule = ClusterPolicy.Rule
  typealias Peer = ClusterPolicy.Peer

  static let everyPod = ClusterPolicy.PodSet.namespaces(ObjectSelector())
  static let anyPod = Peer.pods(everyPod)
  static let blue = Peer.pods(.namespaces(ObjectSelector(labels: ["team": "blue"])))

  static func policy(
    _ name: String, _ stage: ClusterPolicy.Stage = .admin, priority: Int = 10, subject: ClusterPolicy.PodSet = everyPod,
    ingress: [Rule] = [],
    egress: [Rule] = []
  ) -> Policy {
    var policy = ClusterPolicy(PolicyID(.clusterNetworkPolicy, name: name), stage: stage, priority: priority, subject: subject)
    (policy.ingress, policy.egress) = (ingress, egress)
    return policy.policy
  }

  static func town(_ policies: [Policy]) -> Town {
    var town = Town()
    town.model.policies = policies
    return town
  }

  /// What red/web says to blue/api.
  static func ingress(_ policies: [Policy], _ flow: String = "blue/api > red/web") throws -> String {
    String(try town(policies).judge(flow).dropFirst("allow profile:kns.blue, ".count))
  }

  static func isolating(_ rules: [KubernetesNetworkPolicy.Rule]) -> Policy {
    KubernetesNetworkPolicy("red/np") { $0.ingress = rules }.policy
  }

  static let stageCases: [(String, [Policy], String)] = [
    ("Admin Accept is final", [policy("a", ingress: [Rule(.allow, peers: [blue])]), isolating([])], "allow ClusterNetworkPolicy a[0]"),
    (
      "Admin Deny is final", [policy("a", ingress: [Rule(.deny, peers: [blue])]), isolating([.init()])], "deny ClusterNetworkPolicy a[0]"
    ),
    (
      "Pass leaves the tier", [policy("a", ingress: [Rule(.pass, peers: [blue]), Rule(.deny, peers: [blue])]), isolating([.init()])],
      "allow NetworkPolicy red/np[0]"
    ),
    (
      "Pass skips the tier's other policies",
      [policy("a", priority: 1, ingress: [Rule(.pass, peers: [blue])]), policy("b", priority: 2, ingress: [Rule(.deny, peers: [blue])])],
      "allow profile:kns.red"
    ),
    (
      "no match: next stage", [policy("a", ingress: [Rule(.deny, peers: [.pods(.namespaces(ObjectSelector(labels: ["x": "y"])))])])],
      "allow profile:kns.red"
    ),
    (
      "isolated: NetworkPolicy is the last word", [isolating([]), policy("b", .baseline, ingress: [Rule(.allow, peers: [blue])])],
      "deny tier:default"
    ),
    (
      "Baseline for who is not isolated", [policy("b", .baseline, ingress: [Rule(.deny, peers: [blue])])],
      "deny ClusterNetworkPolicy b[0]"
    ),
    (
      "Pass in Baseline: allow", [policy("b", .baseline, ingress: [Rule(.pass, peers: [blue]), Rule(.deny, peers: [blue])])],
      "allow profile:kns.red"
    ),
  ]

  @Test(
    "D.1: Admin, then NetworkPolicy, then Baseline, then allow",
    arguments: stageCases)
  func stages(_ what: String, policies: [Policy], expected: String) throws { #expect(try Self.ingress(policies) == expected, "\(what)") }

  @Test("D.2: the smaller priority first, ties by name, rules in their order")
  func order() throws {
    func deny(_ name: String, _ priority: Int) -> Policy {
      Self.policy(name, priority: priority, ingress: [Rule(.deny, peers: [Self.blue])])
    }
    #expect(try Self.ingress([deny("a", 2), deny("z", 1)]) == "deny ClusterNetworkPolicy z[0]")
    #expect(try Self.ingress([deny("b", 1), deny("a", 1)]) == "deny ClusterNetworkPolicy a[0]")
    let rules = [Rule(.allow, peers: [Self.anyPod]), Rule(.deny, peers: [Self.blue])]
    #expect(try Self.ingress([Self.policy("a", ingress: rules)]) == "allow ClusterNetworkPolicy a[0]")
  }

  @Test(
    "D.3: subjects",
    arguments: [
      (everyPod, ["deny", "deny", "allow"]), (.namespaces(ObjectSelector(labels: ["team": "blue"])), ["allow", "allow", "allow"]),
      (
        .pods(namespaces: ObjectSelector(labels: ["team": "red"]), pods: ObjectSelector(labels: ["role": "web"])),
        ["deny", "allow", "allow"]
      ),
    ])
  func subjects(subject: ClusterPolicy.PodSet, expected: [String]) throws {
    let town = Self.town([Self.policy("a", subject: subject, ingress: [Rule(.deny, peers: [Self.blue])])])
    #expect(try town.verdicts(["blue/api > red/web", "blue/api > red/db", "blue/api > red/agent"]) == expected)
  }

  @Test("D.3: a policy without rules in a direction does not touch it")
  func untouchedDirection() throws {
    let town = Self.town([Self.policy("a", egress: [Rule(.deny, peers: [.networks([Town.net("8.0.0.0/8")])])])])
    #expect(try town.judge("8.8.8.8 > red/web") == "allow not-managed, allow profile:kns.red")
    #expect(try town.judge("red/web > 8.8.8.8") == "deny ClusterNetworkPolicy a[0], allow not-managed")
  }

  static let peerCases: [(String, [Peer], [String])] = [
    ("namespaces: pods only", [anyPod], ["deny", "deny", "allow", "allow"]),
    ("OR", [blue, .networks([Town.net("8.8.8.8")])], ["allow", "deny", "deny", "allow"]),
    ("networks match pods too", [.networks([Town.net("0.0.0.0/0")])], ["deny", "deny", "deny", "deny"]),
    ("nodes", [.nodes(ObjectSelector(labels: ["rack": "r2"]))], ["allow", "allow", "allow", "deny"]),
    ("nodes: others not", [.nodes(ObjectSelector(labels: ["rack": "r1"]))], ["allow", "allow", "allow", "allow"]),
  ]

  @Test(
    "D.4: peers",
    arguments: peerCases)
  func peers(_ what: String, peers: [Peer], expected: [String]) throws {
    var town = Self.town([Self.policy("a", egress: [Rule(.deny, peers: peers)])])
    town.model.networkSets = [NetworkSet(namespace: "blue", name: "s", labels: ["role": "api"], nets: [Town.net("8.8.8.8")])]
    #expect(try town.verdicts(["red/web > red/db", "red/db > blue/api", "red/web > 8.8.8.8", "red/web > node:n2"]) == expected, "\(what)")
  }

  static let protocolCases: [(String, [ClusterPolicy.TransportMatch]?, [String])] = [
    ("absent: everything", nil, ["deny", "deny", "deny", "deny"]),
    ("a port", [.ports(ipProtocol: IPProtocol.tcp, 80...80)], ["deny", "allow", "allow", "allow"]),
    ("a range", [.ports(ipProtocol: IPProtocol.tcp, 80...90)], ["deny", "deny", "allow", "allow"]),
    ("no port: all of the protocol", [.ports(ipProtocol: IPProtocol.udp, nil)], ["allow", "allow", "deny", "allow"]),
    (
      "a name, with its own protocol", [.named("dns", ipProtocol: nil), .named("http", ipProtocol: nil)],
      ["deny", "allow", "deny", "allow"]
    ),
    ("a name with a protocol", [.named("dns", ipProtocol: IPProtocol.tcp)], ["allow", "allow", "allow", "allow"]),
  ]

  @Test(
    "D.5: protocols",
    arguments: protocolCases)
  func protocols(_ what: String, protocols: [ClusterPolicy.TransportMatch]?, expected: [String]) throws {
    let town = Self.town([Self.policy("a", ingress: [Rule(.deny, peers: [Self.anyPod], protocols: protocols)])])
    let flows = ["tcp/80", "tcp/81", "udp/53", "icmp/8"].map { "red/db > red/web \($0)" }
    #expect(try town.verdicts(flows) == expected, "\(what)")
  }

  static let closedCases: [(RuleAction, [Peer], [ClusterPolicy.TransportMatch]?, String)] = [
    (RuleAction.allow, [Peer.unsupported, anyPod], nil, "allow profile:kns.red"),
    (.deny, [.unsupported], nil, "deny ClusterNetworkPolicy a[0]"),
    (.pass, [.unsupported], nil, "deny ClusterNetworkPolicy a[0]"), (.pass, [], nil, "deny ClusterNetworkPolicy a[0]"),
    (.allow, [anyPod], [ClusterPolicy.TransportMatch.unsupported], "allow profile:kns.red"),
    (.deny, [anyPod], [.unsupported, .ports(ipProtocol: IPProtocol.udp, nil)], "deny ClusterNetworkPolicy a[0]"),
  ]

  @Test(
    "D.6: a rule that is not understood fails closed",
    arguments: closedCases)
  func closed(action: RuleAction, peers: [Peer], protocols: [ClusterPolicy.TransportMatch]?, expected: String) throws {
    #expect(try Self.ingress([Self.policy("a", ingress: [Rule(action, peers: peers, protocols: protocols)])]) == expected)
  }

  @Test("D.7: a pod's own address is exempt")
  func itself() throws {
    let deny = [Rule(.deny, peers: [.networks([Town.net("0.0.0.0/0")])])]
    #expect(try Self.town([Self.policy("a", egress: deny)]).judge("red/web > 10.0.0.1") == "allow self, allow self")
  }

  @Test("D.8: the older kinds take the same stages and have their own names")
  func olderKinds() throws {
    var admin = ClusterPolicy(PolicyID(.adminNetworkPolicy, name: "a"), stage: .admin, priority: 5, subject: Self.everyPod)
    admin.ingress = [Rule(.deny, peers: [Self.blue])]
    #expect(try Self.ingress([admin.policy, Self.isolating([.init()])]) == "deny AdminNetworkPolicy a[0]")
    var baseline = ClusterPolicy(
      PolicyID(.baselineAdminNetworkPolicy, name: "default"), stage: .baseline, priority: nil, subject: Self.everyPod)
    baseline.ingress = [Rule(.deny, peers: [Self.blue])]
    #expect(try Self.ingress([baseline.policy]) == "deny BaselineAdminNetworkPolicy default[0]")
    #expect(try Self.ingress([baseline.policy, Self.isolating([.init()])]) == "allow NetworkPolicy red/np[0]")
  }

  @Test("D.1: a Calico policy of tier default counts like a NetworkPolicy")
  func calicoIsolates() throws {
    let calico = CalicoPolicy("red/c") { $0.ingress = [CalicoRule(.log)] }.policy
    let baseline = Self.policy("b", .baseline, ingress: [Rule(.allow, peers: [Self.blue])])
    #expect(try Self.ingress([calico, baseline]) == "deny tier:default")
  }
}
