import PolicyEvaluator
import Resources
import Testing

/// Sections B.11 and B.12: staged policies, and Kubernetes policies among Calico's.
struct StagedPolicyTests {
  static let allow = CalicoRule(.allow)
  static let deny = CalicoRule(.deny)

  static func staged(_ action: StagedAction, _ rules: [CalicoRule]) -> CalicoPolicy {
    CalicoPolicy("red/p", staged: true) {
      $0.stagedAction = action
      $0.ingress = rules
    }
  }

  static func judge(_ policies: [CalicoPolicy], _ view: PolicyView) throws -> String {
    String(try Town(policies).judge("8.8.8.8 > red/web", view: view).dropFirst("allow not-managed, ".count))
  }

  @Test("B.11: enforcing, staged policies are as if absent, and arm nothing")
  func enforced() throws {
    for action in [StagedAction.set, .learn, .delete, .ignore] {
      #expect(try Self.judge([Self.staged(action, [])], .enforced) == "allow profile:kns.red")
    }
  }

  @Test(
    "B.11: pending, they count like real ones, but not Delete and Ignore",
    arguments: [
      (StagedAction.set, "deny StagedNetworkPolicy red/p[0]"), (.learn, "deny StagedNetworkPolicy red/p[0]"),
      (.delete, "allow profile:kns.red"),
      (.ignore, "allow profile:kns.red"),
    ])
  func pending(action: StagedAction, expected: String) throws {
    #expect(try Self.judge([Self.staged(action, [Self.deny])], .pending) == expected)
  }

  @Test("B.11: pending keeps the enforced policy of the same name before the staged one")
  func pendingBeside() throws {
    let enforced = CalicoPolicy("red/p") { $0.ingress = [Self.allow] }
    #expect(try Self.judge([Self.staged(.set, [Self.deny]), enforced], .pending) == "allow NetworkPolicy red/p[0]")
  }

  @Test(
    "B.11: preview replaces and removes the enforced policy of the same name",
    arguments: [
      (StagedAction.set, "deny StagedNetworkPolicy red/p[0]"), (.learn, "deny StagedNetworkPolicy red/p[0]"),
      (.delete, "allow profile:kns.red"),
      (.ignore, "allow NetworkPolicy red/p[0]"),
    ])
  func preview(action: StagedAction, expected: String) throws {
    let enforced = CalicoPolicy("red/p") { $0.ingress = [Self.allow] }
    #expect(try Self.judge([Self.staged(action, [Self.deny]), enforced], .preview) == expected)
  }

  @Test("B.11: a staged Kubernetes policy is one of its own kind")
  func stagedKubernetes() throws {
    var town = Town()
    town.model.policies = [KubernetesNetworkPolicy("red/p") { $0.ingress = [.init()] }.staged(.set)]
    #expect(try town.judge("8.8.8.8 > red/web", view: .pending) == "allow not-managed, allow StagedKubernetesNetworkPolicy red/p[0]")
    #expect(try town.judge("8.8.8.8 > red/web") == "allow not-managed, allow profile:kns.red")
  }

  @Test(
    "B.12: a Kubernetes policy stands in tier default at order 1000",
    arguments: [(999.0, "deny GlobalNetworkPolicy c[0]"), (1001.0, "allow NetworkPolicy red/p[0]")])
  func kubernetesOrder(order: Double, expected: String) throws {
    var town = Town([
      CalicoPolicy("c") {
        $0.order = order; $0.ingress = [Self.deny]
      }
    ])
    town.model.policies.append(KubernetesNetworkPolicy("red/p") { $0.ingress = [.init()] }.policy)
    #expect(try town.judge("8.8.8.8 > red/web") == "allow not-managed, \(expected)")
  }

  @Test("B.12: a Kubernetes policy arms the tier's default deny, and a later Calico policy can only add")
  func kubernetesArms() throws {
    var town = Town([
      CalicoPolicy("c") {
        $0.order = 2000; $0.ingress = [Self.allow]
      }
    ])
    town.model.policies.append(KubernetesNetworkPolicy("red/p").policy)
    #expect(try town.judge("8.8.8.8 > red/web") == "allow not-managed, allow GlobalNetworkPolicy c[0]")
    town.model.policies.removeFirst()
    #expect(try town.judge("8.8.8.8 > red/web") == "allow not-managed, deny tier:default")
  }

  @Test("B.12: Kubernetes' selectors do not mean VMs and network sets")
  func kubernetesPeers() throws {
    var town = Town()
    let any = KubernetesNetworkPolicy.Rule(peers: [.pods(namespaces: nil, pods: ObjectSelector())])
    town.model.policies = [KubernetesNetworkPolicy("red/p") { $0.ingress = [any] }.policy]
    town.model.networkSets = [NetworkSet(namespace: "red", name: "s", labels: [:], nets: [Town.net("8.8.8.8")])]
    var machine = WorkloadEndpoint(namespace: "red", name: "vm")
    machine.labels = ["projectcalico.org/namespace": "red", "projectcalico.org/orchestrator": "openstack"]
    machine.addresses = [Town.address("10.2.0.1")]
    machine.profiles = ["kns.red"]
    town.model.workloads.append(machine)
    #expect(try town.verdicts(["8.8.8.8 > red/web", "red/vm > red/web", "red/db > red/web"]) == ["deny", "deny", "allow"])
    #expect(try town.judge("8.8.8.8 > red/vm") == "allow not-managed, allow profile:kns.red")
  }
}
