import NetTypes
import PolicyEvaluator
import Resources
import Testing

/// Section A: NetworkPolicy of networking.k8s.io/v1.
struct KubernetesPolicyTests {
  typealias Rule = KubernetesNetworkPolicy.Rule
  typealias Peer = KubernetesNetworkPolicy.Peer
  typealias Port = KubernetesNetworkPolicy.Port

  static let toWeb = ["red/db > red/web", "blue/api > red/web", "8.8.8.8 > red/web"]

  static func web(_ rules: [Rule]) -> Town {
    Town([
      KubernetesNetworkPolicy("red/p") {
        $0.podSelector = ObjectSelector(labels: ["role": "web"])
        $0.ingress = rules
      }
    ])
  }

  @Test("A.1: a pod that no policy selects allows everything")
  func notIsolated() throws {
    #expect(try Town().judge("blue/api > red/web") == "allow profile:kns.blue, allow profile:kns.red")
    #expect(try Self.web([]).judge("blue/api > red/db") == "allow profile:kns.blue, allow profile:kns.red")
  }

  @Test("A.1: a policy isolates the pods of its own namespace only, and its own direction only")
  func isolation() throws {
    let town = Town([KubernetesNetworkPolicy("red/p")])
    #expect(try town.judge("blue/api > red/web") == "allow profile:kns.blue, deny tier:default")
    #expect(try town.judge("red/web > blue/api") == "allow profile:kns.red, allow profile:kns.blue")
  }

  @Test(
    "A.2: directions without policyTypes",
    arguments: [
      ([Rule](), [Rule](), "allow", "deny"), ([Rule()], [], "allow", "allow"),
      ([], [Rule(peers: [.block(Town.net("1.1.1.1"), except: [])])], "deny", "deny"),
    ])
  func directions(ingress: [Rule], egress: [Rule], out: String, into: String) throws {
    let town = Town([
      KubernetesNetworkPolicy("red/p") {
        $0.ingress = ingress
        $0.egress = egress
      }
    ])
    #expect(try town.verdicts(["red/web > blue/api", "blue/api > red/web"]) == [out, into])
  }

  @Test("A.2: rules of a direction that policyTypes does not list are dead")
  func deadRules() throws {
    let town = Town([
      KubernetesNetworkPolicy("red/p") {
        $0.policyTypes = [.egress]
        $0.ingress = [Rule(peers: [.block(Town.net("1.1.1.1"), except: [])])]
      }
    ])
    #expect(try town.verdicts(["red/web > blue/api", "blue/api > red/web"]) == ["deny", "allow"])
  }

  @Test("A.3: rules of all selecting policies add up, in no order")
  func union() throws {
    let fromDB = Rule(peers: [.pods(namespaces: nil, pods: ObjectSelector(labels: ["role": "db"]))])
    let fromBlue = Rule(peers: [.pods(namespaces: ObjectSelector(labels: ["team": "blue"]), pods: nil)])
    for rules in [[fromDB, fromBlue], [fromBlue, fromDB]] {
      let town = Town(rules.enumerated().map { index, rule in KubernetesNetworkPolicy("red/p\(index)") { $0.ingress = [rule] } })
      #expect(try town.verdicts(Self.toWeb) == ["allow", "allow", "deny"])
    }
  }

  @Test("A.3: except narrows only its own block")
  func exceptIsLocal() throws {
    let town = Self.web([
      Rule(peers: [.block(Town.net("10.0.0.0/24"), except: [Town.net("10.0.0.2")]), .block(Town.net("10.0.0.2"), except: [])])
    ])
    #expect(try town.verdicts(Self.toWeb) == ["allow", "allow", "deny"])
  }

  @Test(
    "A.4: peers",
    arguments: [
      ("none: anybody, outside too", [], ["allow", "allow", "allow"]),
      ("podSelector: own namespace", [Peer.pods(namespaces: nil, pods: ObjectSelector())], ["allow", "deny", "deny"]),
      (
        "namespaceSelector: all of its pods", [Peer.pods(namespaces: ObjectSelector(labels: ["team": "blue"]), pods: nil)],
        ["deny", "allow", "deny"]
      ),
      (
        "both: AND",
        [Peer.pods(namespaces: ObjectSelector(labels: ["team": "blue"]), pods: ObjectSelector(labels: ["role": "job"]))],
        ["deny", "deny", "deny"]
      ),
      (
        "empty namespaceSelector: every pod, no outside address", [Peer.pods(namespaces: ObjectSelector(), pods: nil)],
        ["allow", "allow", "deny"]
      ),
      (
        "two elements: OR", [Peer.pods(namespaces: nil, pods: ObjectSelector()), Peer.block(Town.net("8.0.0.0/8"), except: [])],
        ["allow", "deny", "allow"]
      ),
    ])
  func peers(_ what: String, peers: [Peer], expected: [String]) throws {
    #expect(try Self.web([Rule(peers: peers)]).verdicts(Self.toWeb) == expected, "\(what)")
  }

  @Test("A.5: a block matches pod addresses too, never the other family")
  func blocks() throws {
    let town = Self.web([Rule(peers: [.block(Town.net("10.0.0.0/8"), except: [Town.net("10.0.0.3")])])])
    #expect(try town.verdicts(["red/db > red/web", "blue/api > red/web", "fd00::2 > red/web"]) == ["allow", "deny", "deny"])
  }

  @Test(
    "A.6: ports",
    arguments: [
      ("none: every protocol", [], ["allow", "allow", "allow", "allow"]),
      ("no port: all of TCP", [Port()], ["allow", "allow", "deny", "deny"]),
      ("number", [Port(port: .port(80))], ["allow", "deny", "deny", "deny"]),
      ("range with both ends", [Port(port: .range(80...81))], ["allow", "allow", "deny", "deny"]),
      ("protocol counts", [Port(ipProtocol: IPProtocol.udp, port: .port(80))], ["deny", "deny", "allow", "deny"]),
      ("OR", [Port(port: .port(81)), Port(ipProtocol: IPProtocol.udp)], ["deny", "allow", "allow", "deny"]),
    ])
  func ports(_ what: String, ports: [Port], expected: [String]) throws {
    let flows = ["tcp/80", "tcp/81", "udp/80", "sctp/80"].map { "red/db > red/web \($0)" }
    #expect(try Self.web([Rule(ports: ports)]).verdicts(flows) == expected, "\(what)")
  }

  @Test("A.7: a named port is the destination pod's, by name and protocol, in both directions")
  func namedPorts() throws {
    let ingress = Self.web([Rule(ports: [Port(port: .name("http")), Port(port: .name("dns"))])])
    let flows = ["tcp/80", "tcp/53", "udp/53", "tcp/8080"].map { "red/db > red/web \($0)" }
    #expect(try ingress.verdicts(flows) == ["allow", "deny", "deny", "deny"])
    let egress = Town([
      KubernetesNetworkPolicy("red/p") {
        $0.egress = [Rule(ports: [Port(port: .name("http"))])]; $0.policyTypes = [.egress]
      }
    ])
    let out = ["red/db > red/web tcp/80", "red/db > blue/api tcp/8080", "red/db > blue/api tcp/80", "red/db > 8.8.8.8 tcp/80"]
    #expect(try egress.verdicts(out) == ["allow", "allow", "deny", "deny"])
  }

  @Test("A.7: a host endpoint's named ports are none of Kubernetes'")
  func namedPortOfHost() throws {
    var town = Town([
      KubernetesNetworkPolicy("red/p") {
        $0.egress = [Rule(ports: [Port(port: .name("http"))])]; $0.policyTypes = [.egress]
      }
    ])
    var host = HostEndpoint(name: "h", node: "n2")
    host.expectedIPs = [Town.address("192.168.0.2")]
    host.ports = [WorkloadPort(name: "http", port: 80)]
    town.model.hosts = [host]
    #expect(try town.judge("red/db > hep:h tcp/80").hasPrefix("deny tier:default"))
  }

  @Test("A.8: host-network pods are neither selected nor peers; their address is the node's")
  func hostNetwork() throws {
    #expect(try Self.web([]).judge("blue/api > red/agent") == "allow profile:kns.blue, allow not-managed")
    let bySelector = Self.web([Rule(peers: [.pods(namespaces: nil, pods: ObjectSelector(labels: ["role": "web"]))])])
    let flows = ["node:n2 > red/web", "192.168.0.2 > red/web"]
    #expect(try bySelector.verdicts(flows) == ["deny", "deny"])
    let byBlock = Self.web([Rule(peers: [.block(Town.net("192.168.0.0/24"), except: [])])])
    #expect(try byBlock.verdicts(flows) == ["allow", "allow"])
  }

  @Test("A.8: a pod that has ended owns no address")
  func ended() throws {
    var town = Self.web([Rule(peers: [.pods(namespaces: nil, pods: ObjectSelector(labels: ["role": "done"]))])])
    town.pod("red/old", ["10.0.0.9"], ["role": "done"], node: "n1") { $0.hasEnded = true }
    #expect(try town.judge("10.0.0.9 > red/web") == "allow not-managed, deny tier:default")
    #expect(throws: FlowFault.noAddress(.workload(namespace: "red", name: "old"))) { try town.judge("red/old > red/web") }
  }

  @Test("A.9: a rule without ports matches ICMP, a rule with ports never does, isolation applies to it")
  func icmp() throws {
    #expect(try Self.web([Rule()]).verdicts(["red/db > red/web icmp/8"]) == ["allow"])
    #expect(try Self.web([Rule(ports: [Port()])]).verdicts(["red/db > red/web icmp/8"]) == ["deny"])
    #expect(try Self.web([]).verdicts(["red/db > red/web icmp/8"]) == ["deny"])
  }

  @Test(
    "A.10: expressions",
    arguments: [
      (ObjectSelector.Expression.isIn(key: "team", values: ["blue", "green"]), ["deny", "allow"]),
      (.notIn(key: "team", values: ["blue"]), ["allow", "deny"]), (.notIn(key: "absent", values: ["blue"]), ["allow", "allow"]),
      (.exists(key: "team"), ["allow", "allow"]), (.exists(key: "absent"), ["deny", "deny"]),
      (.doesNotExist(key: "team"), ["deny", "deny"]), (.doesNotExist(key: "absent"), ["allow", "allow"]),
      (.isIn(key: "kubernetes.io/metadata.name", values: ["blue"]), ["deny", "allow"]),
    ])
  func expressions(expression: ObjectSelector.Expression, expected: [String]) throws {
    let town = Self.web([Rule(peers: [.pods(namespaces: ObjectSelector(expressions: [expression]), pods: nil)])])
    #expect(try town.verdicts(["red/db > red/web", "blue/api > red/web"]) == expected)
  }

  @Test("A.4: a pod cannot take on the labels of a namespace, or of Calico")
  func spoofing() throws {
    var town = Self.web([Rule(peers: [.pods(namespaces: ObjectSelector(labels: ["team": "red"]), pods: nil)])])
    town.pod("blue/spy", ["10.0.0.8"], ["pcns.team": "red", "projectcalico.org/namespace": "red", "team": "red"], node: "n2")
    #expect(try town.verdicts(["blue/spy > red/web", "red/db > red/web"]) == ["deny", "allow"])
    let own = Self.web([Rule(peers: [.pods(namespaces: nil, pods: nil)])])
    town.model.policies = own.model.policies
    #expect(try town.verdicts(["blue/spy > red/web"]) == ["deny"])
  }

  @Test("by: the rule's index in the manifest, whatever it was taken apart into")
  func ruleIndex() throws {
    let first = Rule(
      peers: [.block(Town.net("1.0.0.0/8"), except: []), .block(Town.net("2.0.0.0/8"), except: [])], ports: [Port(), Port(ipProtocol: 17)])
    let town = Self.web([first, Rule(peers: [.block(Town.net("8.0.0.0/8"), except: [])])])
    #expect(try town.judge("8.8.8.8 > red/web") == "allow not-managed, allow NetworkPolicy red/p[1]")
    #expect(try town.judge("2.8.8.8 > red/web udp/1") == "allow not-managed, allow NetworkPolicy red/p[0]")
  }
}
