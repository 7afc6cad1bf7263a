import NetTypes
import PolicyEvaluator
import Resources
import Testing

/// Section B.10: what starts or ends on a host.
struct HostEndpointTests {
  static let allow = CalicoRule(.allow)
  static let deny = CalicoRule(.deny)

  /// n2 with a host endpoint of its address, and policies that select it.
  static func town(_ policies: [CalicoPolicy], profiles: [String] = [], interface: String? = nil) -> Town {
    var town = Town(
      policies.map { policy in
        var policy = policy
        policy.selector = "host == 'n2'"
        return policy
      })
    town.addHost("h", node: "n2", address: "192.168.0.2", interface: interface, labels: ["host": "n2"], profiles: profiles)
    return town
  }

  @Test("B.10: without policies and profiles a host endpoint denies")
  func nothing() throws {
    #expect(try Self.town([]).judge("8.8.8.8 > hep:h tcp/80") == "allow not-managed, deny no-profile")
    #expect(try Self.town([]).judge("hep:h > 8.8.8.8 tcp/80") == "deny no-profile, allow not-managed")
  }

  @Test("B.10: a host endpoint is found by its name, its node or its address", arguments: ["hep:h", "node:n2", "192.168.0.2"])
  func found(party: String) throws { #expect(try Self.town([]).judge("8.8.8.8 > \(party) tcp/80") == "allow not-managed, deny no-profile") }

  @Test("B.10: failsafe ports come before all policy")
  func failsafe() throws {
    let town = Self.town([
      CalicoPolicy("p") {
        $0.types = [.ingress, .egress]
        $0.doNotTrack = true
        $0.applyOnForward = true
        $0.ingress = [Self.deny]
        $0.egress = [Self.deny]
      }
    ])
    let inbound = [22, 179, 2379, 2380, 5473, 6443, 6666, 6667].map { "8.8.8.8 > hep:h tcp/\($0)" } + ["8.8.8.8 > hep:h udp/68"]
    for flow in inbound { #expect(try town.judge(flow) == "allow not-managed, allow failsafe", "\(flow)") }
    let outbound =
      [179, 2379, 2380, 5473, 6443, 6666, 6667].map { "hep:h > 8.8.8.8 tcp/\($0)" } + [53, 67].map { "hep:h > 8.8.8.8 udp/\($0)" }
    for flow in outbound { #expect(try town.judge(flow) == "allow failsafe, allow not-managed", "\(flow)") }
    let policed = ["8.8.8.8 > hep:h tcp/68", "8.8.8.8 > hep:h udp/22", "hep:h > 8.8.8.8 tcp/22", "hep:h > 8.8.8.8 tcp/53"]
    #expect(try town.verdicts(policed) == ["deny", "deny", "deny", "deny"])
  }

  @Test("B.10: doNotTrack, then preDNAT, then normal policy, then profiles")
  func hooks() throws {
    func policy(_ name: String, port: UInt16, _ change: (inout CalicoPolicy) -> Void = { _ in }) -> CalicoPolicy {
      CalicoPolicy(name) {
        $0.ingress = [
          CalicoRule(.deny) {
            $0.ipProtocol = IPProtocol.tcp; $0.destination.ports = [.range(80...port)]
          }
        ]
        change(&$0)
      }
    }
    let untracked = policy("raw", port: 80) { ($0.doNotTrack, $0.applyOnForward) = (true, true) }
    let preDNAT = policy("pre", port: 81) { ($0.preDNAT, $0.applyOnForward) = (true, true) }
    let pass = CalicoPolicy("q") {
      $0.ingress = [CalicoRule(.pass)]; $0.order = 9
    }
    var town = Self.town([pass, policy("normal", port: 82) { $0.order = 1 }, preDNAT, untracked], profiles: ["kns.red"])
    #expect(try town.judge("8.8.8.8 > hep:h tcp/80").hasSuffix("deny GlobalNetworkPolicy raw[0]"))
    #expect(try town.judge("8.8.8.8 > hep:h tcp/81").hasSuffix("deny GlobalNetworkPolicy pre[0]"))
    #expect(try town.judge("8.8.8.8 > hep:h tcp/82").hasSuffix("deny GlobalNetworkPolicy normal[0]"))
    #expect(try town.judge("8.8.8.8 > hep:h tcp/83").hasSuffix("allow profile:kns.red"))
    town = Self.town([untracked, preDNAT], profiles: ["kns.red"])
    #expect(try town.judge("8.8.8.8 > hep:h tcp/83").hasSuffix("allow profile:kns.red"), "no end of tier there")
  }

  @Test("B.10: Allow before connection tracking is final")
  func untrackedAllow() throws {
    let raw = CalicoPolicy("raw") {
      ($0.doNotTrack, $0.applyOnForward) = (true, true); $0.ingress = [Self.allow]
    }
    let town = Self.town([raw, CalicoPolicy("p") { $0.ingress = [Self.deny] }])
    #expect(try town.judge("8.8.8.8 > hep:h tcp/80").hasSuffix("allow GlobalNetworkPolicy raw[0]"))
  }

  @Test("B.10: doNotTrack and preDNAT never apply to workloads")
  func workloads() throws {
    let raw = CalicoPolicy("raw") {
      ($0.doNotTrack, $0.applyOnForward) = (true, true); $0.ingress = [Self.deny]
    }
    let pre = CalicoPolicy("pre") {
      ($0.preDNAT, $0.applyOnForward) = (true, true); $0.ingress = [Self.deny]
    }
    #expect(try Town([raw, pre]).judge("8.8.8.8 > red/web") == "allow not-managed, allow profile:kns.red")
  }

  @Test("B.10: forwarded traffic meets only applyOnForward policies, and no profiles")
  func forwarded() throws {
    func decision(_ policies: [CalicoPolicy]) throws -> String {
      let flow = try Town.flow("8.8.8.8 > blue/api tcp/22")
      return Town.text(try CompiledPolicies(Self.town(policies).model).forwarded(flow, through: "h", .ingress))
    }
    let local = CalicoPolicy("local") { $0.ingress = [Self.deny] }
    let forward = CalicoPolicy("forward") {
      $0.ingress = [CalicoRule(.allow) { $0.ipProtocol = IPProtocol.udp }]; $0.applyOnForward = true
    }
    let outward = CalicoPolicy("outward") {
      $0.egress = [Self.deny]; $0.applyOnForward = true
    }
    #expect(try decision([]) == "allow not-managed")
    #expect(try decision([local, outward]) == "allow not-managed")
    #expect(try decision([local, forward]) == "deny tier:default")
  }

  @Test("B.10: an applyOnForward policy also counts for the host's own traffic")
  func forwardPolicyAtHome() throws {
    let town = Self.town([
      CalicoPolicy("p") {
        $0.ingress = [Self.allow]; $0.applyOnForward = true
      }
    ])
    #expect(try town.judge("8.8.8.8 > hep:h tcp/80").hasSuffix("allow GlobalNetworkPolicy p[0]"))
  }

  @Test(
    "B.10: only a host endpoint of all interfaces sees the pods of its node",
    arguments: [(String?.none, "allow not-managed"), ("eth0", "allow not-managed"), ("*", "deny no-profile")])
  func ownPods(interface: String?, expected: String) throws {
    let town = Self.town([], interface: interface)
    #expect(try town.judge("blue/api > node:n2 tcp/80") == "allow profile:kns.blue, \(expected)")
    #expect(try town.judge("blue/api > hep:h tcp/80") == "allow profile:kns.blue, \(expected)")
    #expect(try town.judge("red/web > node:n2 tcp/80") == "allow profile:kns.red, deny no-profile")
  }

  @Test("F.4: the kubelet reaches its pods; what the host endpoint says of it is judged on its side")
  func kubelet() throws {
    var town = Self.town([], interface: "*")
    town.model.policies = [KubernetesNetworkPolicy("blue/closed").policy]
    #expect(try town.judge("node:n2 > blue/api") == "deny no-profile, allow local-node")
  }

  @Test("B.12: Kubernetes policy does not select host endpoints, nor match them as peers")
  func kubernetesIgnoresHosts() throws {
    var town = Self.town([], profiles: ["kns.red"])
    let any = KubernetesNetworkPolicy.Rule(peers: [.pods(namespaces: ObjectSelector(), pods: ObjectSelector())])
    town.model.policies = [KubernetesNetworkPolicy("red/p") { $0.ingress = [any] }.policy]
    #expect(try town.judge("hep:h > red/web") == "allow profile:kns.red, deny tier:default")
  }
}
