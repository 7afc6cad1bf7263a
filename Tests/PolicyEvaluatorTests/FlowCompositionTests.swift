import NetTypes
import PolicyEvaluator
import Resources
import Testing

/// Section F: putting the verdict of a flow together.
struct FlowCompositionTests {
  static let closed = Town([KubernetesNetworkPolicy("red/closed") { $0.policyTypes = [.ingress, .egress] }])

  @Test("F.1: both ends are judged, the second even if the first denies")
  func bothEnds() throws {
    #expect(try Self.closed.judge("red/web > red/db") == "deny tier:default, deny tier:default")
    #expect(try Self.closed.judge("red/web > blue/api") == "deny tier:default, allow profile:kns.blue")
  }

  @Test("F.1: an end that is not managed allows", arguments: ["8.8.8.8", "192.168.0.2", "node:n2"])
  func notManaged(party: String) throws {
    #expect(try Self.closed.judge("\(party) > red/web") == "allow not-managed, deny tier:default")
    #expect(try Self.closed.judge("red/web > \(party)") == "deny tier:default, allow not-managed")
  }

  @Test("F.2: a connection the other way is a flow of its own")
  func directionsDiffer() throws {
    let town = Town([KubernetesNetworkPolicy("red/p") { $0.podSelector = ObjectSelector(labels: ["role": "web"]) }])
    #expect(try town.verdicts(["red/web > red/db", "red/db > red/web"]) == ["allow", "deny"])
  }

  @Test("F.3: a pod always reaches itself, by name or by address")
  func itself() throws {
    for flow in ["red/web > red/web", "red/web > 10.0.0.1", "10.0.0.1 > 10.0.0.1", "fd00::1 > red/web"] {
      #expect(try Self.closed.judge(flow) == "allow self, allow self", "\(flow)")
    }
  }

  @Test("F.4: a pod's own node reaches it, another node does not")
  func localNode() throws {
    #expect(try Self.closed.judge("node:n1 > red/web") == "allow not-managed, allow local-node")
    #expect(try Self.closed.judge("192.168.0.1 > red/web") == "allow not-managed, allow local-node")
    #expect(try Self.closed.judge("red/agent > red/web") == "allow not-managed, allow local-node")
    #expect(try Self.closed.judge("node:n2 > red/web") == "allow not-managed, deny tier:default")
  }

  @Test("F.4: what a pod sends to its own node is policed")
  func toOwnNode() throws { #expect(try Self.closed.judge("red/web > node:n1") == "deny tier:default, allow not-managed") }

  @Test("F.5: an address means whoever has it")
  func byAddress() throws {
    #expect(try Self.closed.judge("10.0.0.3 > 10.0.0.1") == "allow profile:kns.blue, deny tier:default")
  }

  @Test("the family is the first that both ends have, IPv4 first")
  func family() throws {
    var town = Town([
      KubernetesNetworkPolicy("red/p") { $0.ingress = [.init(peers: [.block(Town.net("fd00::/64"), except: [])])] }
    ])
    #expect(try town.verdicts(["red/db > red/web", "fd00::2 > red/web"]) == ["deny", "allow"])
    town.pod("red/six", ["fd00::6"], [:], node: "n1")
    #expect(try town.verdicts(["red/six > red/web"]) == ["allow"])
    #expect(throws: FlowFault.noCommonFamily) { try town.judge("red/six > blue/api") }
    var flow = try Town.flow("red/db > red/web")
    flow.family = .ipv6
    #expect(try CompiledPolicies(town.model).verdict(of: flow).verdict == .allow)
  }

  @Test("an end that does not exist is said to be unknown", arguments: ["red/none", "hep:none", "node:none"])
  func unknown(party: String) throws {
    let error = try #require(throws: FlowFault.self) { try Town().judge("\(party) > red/web") }
    guard case .unknownParty = error else {
      Issue.record("\(error)")
      return
    }
  }

  @Test("a workload that policy is not enforced for is not managed, and its address is still its own")
  func notPoliced() throws {
    var town = Self.closed
    var workload = Workload(name: "free", addresses: [Town.address("10.0.0.7")])
    workload.namespace = "red"
    town.model.workloads.append(workload.endpoint(on: "n1"))
    #expect(try town.judge("red/free > red/web") == "allow not-managed, deny tier:default")
  }

  @Test("the trace tells each tier, policy and rule looked at, and why a rule did not match")
  func trace() throws {
    let town = Town([
      KubernetesNetworkPolicy("red/p") { $0.ingress = [.init(peers: [.block(Town.net("1.0.0.0/8"), except: [])]), .init()] }
    ])
    let verdict = try CompiledPolicies(town.model).verdict(of: Town.flow("red/db > red/web"), tracing: true)
    #expect(
      verdict.ingress.trace.map(\.description) == [
        "tier default", "NetworkPolicy red/p selects the endpoint", "NetworkPolicy red/p[0] does not match: source nets",
        "NetworkPolicy red/p[1] matches: Allow",
      ])
    #expect(verdict.egress.trace.map(\.description) == ["profile kns.red[0] matches: Allow"])
  }
}
