import ControlAPI
import Manifests
import NetTypes
import PolicyEvaluator
import Resources
import Testing

@testable import apusd

@Suite("What policy is to be on a node")
struct PolicyIntentTests {
  private static let workloads = """
    workloads:
      - { name: backend, namespace: stars, addresses: [ 10.65.0.3 ], labels: { role: backend }, interface: cali-1 }
      - { name: client, namespace: stars, addresses: [ 10.65.0.2 ], interface: cali-2 }
      - { name: seen, namespace: stars, addresses: [ 10.65.0.9 ] }
    """

  /// The node with policies of this text in force.
  private func configuration(_ policies: String = "", settings: String = "") throws -> NodeConfiguration {
    var configuration = try Configuration.load(Self.workloads + "\n" + settings)
    let loaded = PolicyManifests.load(text: policies, file: "policy.yaml")
    configuration.policyModel.policies = try #require(loaded.model, "\(loaded.problems)").policies
    return configuration
  }

  private static func policy(_ kind: String = "NetworkPolicy", action: String = "Allow") -> String {
    """
    apiVersion: projectcalico.org/v3
    kind: \(kind)
    metadata: { name: backend, namespace: stars }
    spec:
      selector: role == 'backend'
      ingress: [ { action: \(action), protocol: TCP, destination: { ports: [ 6379 ] } } ]
    """
  }

  @Test("nothing is enforced without a policy, by a staged one alone, or with enforcement none")
  func isEnforced() throws {
    func isEnforced(_ policies: String, settings: String = "") throws -> Bool {
      PolicyIntent(try configuration(policies, settings: settings), runtime: [], hostAddresses: [:]).isEnforced
    }
    #expect(try !isEnforced(""))
    #expect(try !isEnforced(Self.policy("StagedNetworkPolicy")))
    #expect(try !isEnforced(Self.policy(), settings: "policy: { enforcement: none }"))
    #expect(try isEnforced(Self.policy()))
    #expect(try isEnforced(Self.policy(), settings: "policy: { enforcement: nftables }"))
  }

  @Test("interfaces come from the file and the API, and a workload of the API takes the place of a pod of its name")
  func interfaces() throws {
    var configuration = try configuration(Self.policy())
    configuration.policyModel.workloads.append(WorkloadEndpoint(namespace: "stars", name: "late"))
    var late = Workload(name: "late", addresses: [try #require(IPAddress("10.65.0.4"))])
    (late.namespace, late.interface) = ("stars", "cali-3")
    let intent = PolicyIntent(configuration, runtime: [late], hostAddresses: [:])
    #expect(intent.view.interfaces == ["stars/backend": "cali-1", "stars/client": "cali-2", "stars/late": "cali-3"])
    let endpoints = intent.model.workloads.filter { $0.name == "late" }
    #expect(endpoints.map(\.addresses) == [late.addresses] && endpoints.map(\.node) == ["node-a"])
  }

  @Test("the node's own addresses are known to be its own, those of a link or of the host alone are not")
  func addresses() throws {
    let addresses = ["10.0.0.11": "eth0", "fd00::11": "eth0", "fe80::1": "eth0", "127.0.0.1": "lo", "169.254.1.1": "cali-1"]
    var interfaces: [IPAddress: String] = [:]
    for (address, interface) in addresses { interfaces[try #require(IPAddress(address))] = interface }
    let intent = PolicyIntent(try configuration(), runtime: [], hostAddresses: interfaces)
    let node = try #require(intent.model.nodes.first { $0.name == "node-a" })
    #expect(node.addresses.map(\.description) == ["10.0.0.11", "fd00::11"])
    let verdict = try CompiledPolicies(intent.model).verdict(
      of: Flow(.address(try #require(IPAddress("10.0.0.11"))), .workload(namespace: "stars", name: "backend")))
    #expect(verdict.ingress.reason == .localNode)
  }

  @Test("a diff lists policies that differ, and the pairs whose verdict turns")
  func verdicts() throws {
    let (none, some) = (try configuration().policyModel, try configuration(Self.policy()).policyModel)
    let diff = VerdictDiff(none, some)
    #expect(diff.policies.map { "\($0.action) \($0.subject)" } == ["add policy NetworkPolicy stars/backend"])
    let turned = diff.flows().map { "\($0.subject): \($0.fields[0].old ?? "") to \($0.fields[0].new ?? ""), \($0.why)" }
    #expect(
      turned == [
        "flow stars/client to stars/backend tcp/80: allow to deny, ingress by tier:default",
        "flow stars/seen to stars/backend tcp/80: allow to deny, ingress by tier:default",
      ])
    #expect(VerdictDiff(some, some).flows().isEmpty && VerdictDiff(some, some).policies.isEmpty)
    let denied = VerdictDiff(some, try configuration(Self.policy(action: "Deny")).policyModel)
    #expect(denied.policies.map(\.action) == [.change])
    #expect(denied.flows().map(\.subject) == ["flow stars/client to stars/backend tcp/6379", "flow stars/seen to stars/backend tcp/6379"])
  }
}
