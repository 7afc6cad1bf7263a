import NetTypes
import PolicyEvaluator
import Resources
import Testing

/// Sections B.6 to B.8 and B.13: what rules match.
struct CalicoRuleTests {
  typealias Entity = CalicoRule.Entity

  static let sources = ["red/db", "blue/api", "blue/job", "8.8.8.8", "192.168.0.2"]

  /// A town with network sets, where red/web has one policy with one Allow rule for ingress.
  static func town(global: Bool, _ change: (inout CalicoRule) -> Void) -> Town {
    var town = Town([
      CalicoPolicy(global ? "p" : "red/p") {
        $0.selector = "role == 'web'"
        $0.ingress = [CalicoRule(.allow, change)]
      }
    ])
    town.model.networkSets = [
      NetworkSet(name: "world", labels: ["where": "out"], nets: [Town.net("8.0.0.0/8"), Town.net("10.0.0.4")]),
      NetworkSet(namespace: "red", name: "mine", labels: ["where": "red"], nets: [Town.net("192.168.0.2")]),
    ]
    return town
  }

  /// Those of ``sources`` that a source entity matches.
  static func matched(global: Bool, _ change: (inout Entity) -> Void) throws -> [String] {
    let town = town(global: global) { change(&$0.source) }
    let verdicts = try town.verdicts(sources.map { "\($0) > red/web" })
    return zip(sources, verdicts).filter { $1 == "allow" }.map(\.0)
  }

  struct Case: CustomTestStringConvertible {
    let what: String
    let global: Bool
    let change: @Sendable (inout Entity) -> Void
    let expected: [String]

    init(_ what: String, global: Bool = true, _ expected: [String], _ change: @escaping @Sendable (inout Entity) -> Void) {
      (self.what, self.global, self.change, self.expected) = (what, global, change, expected)
    }

    var testDescription: String { what }
  }

  @Test(
    "B.6: the selector fields are one set of addresses",
    arguments: [
      Case("nothing asked: everybody", global: false, sources) { _ in },
      Case("selector, global", ["blue/api"]) { $0.selector = "role == 'api'" },
      Case("selector, namespaced: own namespace", global: false, []) { $0.selector = "role == 'api'" },
      Case("all(): whoever has labels", ["red/db", "blue/api", "blue/job", "8.8.8.8", "192.168.0.2"]) { $0.selector = "all()" },
      Case("all(), namespaced: own pods and network sets", global: false, ["red/db", "192.168.0.2"]) { $0.selector = "all()" },
      Case("a network set means addresses, a pod's too", ["blue/job", "8.8.8.8"]) { $0.selector = "where == 'out'" },
      Case("a namespaced network set inherits its namespace's labels", ["red/db", "192.168.0.2"]) { $0.selector = "pcns.team == 'red'" },
      Case("namespaceSelector", global: false, ["blue/api", "blue/job"]) { $0.namespaceSelector = "team == 'blue'" },
      Case("namespaceSelector and selector", global: false, ["blue/job"]) {
        $0.namespaceSelector = "has(team)"; $0.selector = "role == 'job'"
      },
      Case("namespaceSelector all(): whatever is in a namespace", global: false, ["red/db", "blue/api", "blue/job", "192.168.0.2"]) {
        $0.namespaceSelector = "all()"
      },
      Case("namespaceSelector global(): whatever is in none", global: false, ["blue/job", "8.8.8.8"]) { $0.namespaceSelector = "global()" },
      Case("notSelector alone, global: outside addresses match", ["red/db", "blue/job", "8.8.8.8", "192.168.0.2"]) {
        $0.notSelector = "role == 'api'"
      },
      Case("notSelector alone, namespaced: own namespace", global: false, ["192.168.0.2"]) { $0.notSelector = "role == 'db'" },
      Case("notSelector is not limited to the namespace", global: true, ["red/db", "192.168.0.2"]) {
        $0.namespaceSelector = "team == 'red' || team == 'blue'"
        $0.notSelector = "projectcalico.org/namespace == 'blue'"
      },
      Case("service account by name", global: false, ["red/db"]) { $0.serviceAccounts = .init(names: ["default", "x"]) },
      Case("service account by selector", ["red/db", "blue/api", "blue/job"]) {
        $0.serviceAccounts = .init(selector: "projectcalico.org/name == 'default'")
      },
      Case("service account: both must hold", []) {
        $0.serviceAccounts = .init(names: ["default"], selector: "projectcalico.org/name == 'x'")
      },
      Case("service account, empty: no restriction", global: false, sources) { $0.serviceAccounts = .init() },
    ])
  func selectors(_ item: Case) throws { #expect(try Self.matched(global: item.global, item.change) == item.expected) }

  @Test("B.6: an address that nobody has matches no positive selector")
  func unknownAddress() throws {
    #expect(try Self.town(global: true) { $0.source.selector = "all()" }.verdicts(["9.9.9.9 > red/web"]) == ["deny"])
    #expect(try Self.town(global: true) { $0.source.selector = "!has(x)" }.verdicts(["9.9.9.9 > red/web"]) == ["deny"])
  }

  @Test(
    "B.7: nets and notNets",
    arguments: [
      Case("any of nets", ["red/db", "8.8.8.8"]) { $0.nets = [Town.net("10.0.0.2"), Town.net("8.8.0.0/16")] },
      Case("none of notNets", ["blue/api", "blue/job", "192.168.0.2"]) { $0.notNets = [Town.net("10.0.0.2"), Town.net("8.8.0.0/16")] },
      Case("host bits are masked", ["red/db", "blue/api", "blue/job"]) { $0.nets = [Town.net("10.0.0.99/8")] },
      Case("nets and selector: AND", ["blue/api"]) {
        $0.nets = [Town.net("10.0.0.0/8")]; $0.selector = "role == 'api'"
      },
      Case("nets of the other family only", []) { $0.nets = [Town.net("fd00::/8")] },
      Case("notNets of the other family only: nothing matches either", []) { $0.notNets = [Town.net("fd00::/8")] },
      Case("notNets of both families", ["blue/api", "blue/job", "8.8.8.8", "192.168.0.2"]) {
        $0.notNets = [Town.net("fd00::/8"), Town.net("10.0.0.2")]
      },
    ])
  func nets(_ item: Case) throws { #expect(try Self.matched(global: item.global, item.change) == item.expected) }

  @Test("B.7: the family of the other side's networks counts as well")
  func otherSideFamily() throws {
    let town = Self.town(global: true) { $0.destination.notNets = [Town.net("fd00::/8")] }
    #expect(try town.verdicts(["red/db > red/web", "fd00::2 > fd00::1"]) == ["deny", "deny"])
    let six = Self.town(global: true) { $0.destination.notNets = [Town.net("fd99::/16")] }
    #expect(try six.verdicts(["red/db > red/web", "fd00::2 > fd00::1"]) == ["deny", "allow"])
  }

  static let packets = ["tcp/80", "tcp/81", "udp/53", "udp/80", "sctp/80", "icmp/8", "icmp/3.1", "47"].map { "red/db > red/web \($0)" }

  struct RuleCase: CustomTestStringConvertible {
    let what: String
    let change: @Sendable (inout CalicoRule) -> Void
    let expected: [String]

    init(_ what: String, _ expected: [String], _ change: @escaping @Sendable (inout CalicoRule) -> Void) {
      (self.what, self.change, self.expected) = (what, change, expected)
    }

    var testDescription: String { what }
  }

  @Test(
    "B.8: protocol, ports, ICMP",
    arguments: [
      RuleCase("protocol", ["udp/53", "udp/80"]) { $0.ipProtocol = IPProtocol.udp },
      RuleCase("protocol by number", ["47"]) { $0.ipProtocol = 47 },
      RuleCase("notProtocol", ["udp/53", "udp/80", "sctp/80", "icmp/8", "icmp/3.1", "47"]) { $0.notProtocol = IPProtocol.tcp },
      RuleCase("ipVersion 6", []) { $0.family = .ipv6 },
      RuleCase("ports: number, range, OR", ["tcp/80", "tcp/81"]) {
        $0.ipProtocol = IPProtocol.tcp
        $0.destination.ports = [.port(80), .range(81...90)]
      },
      RuleCase("a name with the packet's protocol", ["udp/53"]) {
        $0.ipProtocol = IPProtocol.udp
        $0.destination.ports = [.name("dns"), .name("http")]
      },
      RuleCase("a name counts only with who satisfies the selector", []) {
        $0.ipProtocol = IPProtocol.tcp
        $0.destination.selector = "role == 'db'"
        $0.destination.ports = [.name("http")]
      },
      RuleCase("notPorts", ["tcp/81"]) {
        $0.ipProtocol = IPProtocol.tcp
        $0.destination.notPorts = [.port(80)]
      },
      RuleCase("notPorts with a name", ["tcp/81"]) {
        $0.ipProtocol = IPProtocol.tcp
        $0.destination.notPorts = [.name("http")]
      },
      RuleCase("icmp type", ["icmp/3.1"]) {
        $0.ipProtocol = IPProtocol.icmp
        $0.icmp = ICMPMatch(type: 3)
      },
      RuleCase("icmp type and code", []) {
        $0.ipProtocol = IPProtocol.icmp
        $0.icmp = ICMPMatch(type: 3, code: 2)
      },
      RuleCase("notICMP keeps the protocol", ["icmp/8"]) {
        $0.ipProtocol = IPProtocol.icmp
        $0.notICMP = ICMPMatch(type: 3, code: 1)
      },
      RuleCase("notICMP is about ICMP even without a protocol", ["icmp/8"]) { $0.notICMP = ICMPMatch(type: 3) },
      RuleCase("http without a request is judged on the rest", ["tcp/80", "tcp/81"]) {
        $0.ipProtocol = IPProtocol.tcp
        $0.http = HTTPMatch(methods: ["GET"])
      },
    ])
  func criteria(_ item: RuleCase) throws {
    let verdicts = try Self.town(global: true, item.change).verdicts(Self.packets)
    let matched = zip(Self.packets, verdicts).filter { $1 == "allow" }.map { String($0.0.split(separator: " ")[3]) }
    #expect(matched == item.expected)
  }

  @Test("B.8: a name is that of an endpoint in the positive selector, not of another one with the address")
  func namedPortOfScope() throws {
    func verdicts(_ selector: String) throws -> [String] {
      var town = Self.town(global: true) {
        $0.ipProtocol = IPProtocol.tcp
        $0.destination.selector = selector
        $0.destination.ports = [.name("http")]
      }
      town.model.networkSets.append(NetworkSet(name: "webs", labels: ["set": "webs"], nets: [Town.net("10.0.0.1")]))
      return try town.verdicts(["red/db > red/web"])
    }
    #expect(try verdicts("set == 'webs'") == ["deny"])
    #expect(try verdicts("role == 'web'") == ["allow"])
  }

  @Test("B.8: source ports are the source's")
  func sourcePorts() throws {
    let town = Self.town(global: true) {
      $0.ipProtocol = IPProtocol.tcp
      $0.source.ports = [.range(1000...2000)]
    }
    #expect(try town.verdicts(["red/db > red/web tcp/80 from 1000", "red/db > red/web tcp/1000 from 80"]) == ["allow", "deny"])
  }

  @Test("B.8: both ends may be constrained in either direction")
  func bothEnds() throws {
    let town = Self.town(global: true) {
      $0.source.selector = "role == 'db'"
      $0.destination.nets = [Town.net("fd00::1"), Town.net("10.0.0.77")]
    }
    #expect(try town.verdicts(["10.0.0.2 > 10.0.0.1", "fd00::2 > fd00::1"]) == ["deny", "allow"])
  }

  @Test("B.13: a Service as destination is address, protocol and port; as source the address; an unknown one matches nothing")
  func services() throws {
    let ports = [ServiceEndpoint.Port(ipProtocol: IPProtocol.tcp, port: 8080)]
    func verdicts(_ flows: [String], _ change: (inout CalicoRule) -> Void) throws -> [String] {
      var town = Town([
        CalicoPolicy("blue/p") {
          $0.types = [.ingress, .egress]; $0.ingress = [CalicoRule(.allow, change)]; $0.egress = $0.ingress
        }
      ])
      town.model.services = [
        ServiceName(namespace: "blue", name: "api"): [ServiceEndpoint(address: Town.address("10.0.0.3"), ports: ports)]
      ]
      return try town.verdicts(flows)
    }
    let out = ["blue/job > blue/api tcp/8080", "blue/job > blue/api tcp/80", "blue/job > blue/api udp/8080", "blue/job > 8.8.8.8 tcp/8080"]
    #expect(try verdicts(out) { $0.destination.service = .init(name: "api") } == ["allow", "deny", "deny", "deny"])
    #expect(try verdicts(out) { $0.destination.service = .init(name: "api", namespace: "red") } == ["deny", "deny", "deny", "deny"])
    #expect(try verdicts(out) { $0.destination.service = .init(name: "none") } == ["deny", "deny", "deny", "deny"])
    let from = ["blue/api > blue/job tcp/1", "red/db > blue/job"]
    #expect(try verdicts(from) { $0.source.service = .init(name: "api") } == ["allow", "deny"])
  }
}
