import NetTypes
import PolicyEvaluator
import Resources
import Testing

/// Sections B.1 to B.5 and B.9: labels, subjects, types, order, tiers, profiles.
struct CalicoTierTests {
  static let allow = CalicoRule(.allow)
  static let deny = CalicoRule(.deny)
  static let pass = CalicoRule(.pass)
  static let log = CalicoRule(.log)

  /// Who of red/web, red/db, blue/api, blue/job a policy selects: those that its Deny keeps from sending.
  static func selected(_ policy: CalicoPolicy) throws -> [String] {
    var policy = policy
    policy.egress = [deny]
    let pods = ["red/web", "red/db", "blue/api", "blue/job"]
    let verdicts = try Town([policy]).verdicts(pods.map { "\($0) > 8.8.8.8" })
    return zip(pods, verdicts).filter { $1 == "deny" }.map(\.0)
  }

  @Test(
    "B.1: effective labels are a pod's own, Calico's, and those handed down by namespace and service account",
    arguments: [
      ("role == 'web'", ["red/web"]), ("projectcalico.org/namespace == 'red'", ["red/web", "red/db"]),
      ("projectcalico.org/orchestrator == 'k8s' && role == 'api'", ["blue/api"]), ("pcns.team == 'blue'", ["blue/api", "blue/job"]),
      ("pcns.projectcalico.org/name == 'red'", ["red/web", "red/db"]),
      ("pcsa.projectcalico.org/name == 'default' && role == 'db'", ["red/db"]),
      ("projectcalico.org/serviceaccount == 'default' && role == 'db'", ["red/db"]), ("team == 'red'", []),
    ])
  func effectiveLabels(selector: String, expected: [String]) throws {
    #expect(try Self.selected(CalicoPolicy("p") { $0.selector = selector }) == expected)
  }

  @Test("B.1: own labels come before a profile's, the first profile before the second")
  func labelPrecedence() throws {
    var town = Town([
      CalicoPolicy("p") {
        $0.selector = "a == 'own' && b == 'first' && c == 'second'"; $0.egress = [Self.deny]
      }
    ])
    for (name, labels) in [("one", ["a": "first", "b": "first"]), ("two", ["b": "second", "c": "second"])] {
      var profile = PolicyProfile(name: name)
      profile.labelsToApply = labels
      profile.egress = [PolicyRule(.allow)]
      town.model.profiles.append(profile)
    }
    var workload = WorkloadEndpoint(namespace: "vm", name: "v")
    workload.labels = ["a": "own"]
    workload.addresses = [Town.address("10.1.0.1")]
    workload.profiles = ["one", "two"]
    town.model.workloads.append(workload)
    #expect(try town.judge("vm/v > 8.8.8.8") == "deny GlobalNetworkPolicy p[0], allow not-managed")
    town.model.workloads[town.model.workloads.count - 1].profiles = ["two", "one"]
    #expect(try town.judge("vm/v > 8.8.8.8") == "allow profile:two, allow not-managed")
  }

  @Test("B.1: a pod label named pcns.x hides the namespace's from Calico's selectors")
  func hiddenLabel() throws {
    var town = Town([
      CalicoPolicy("p") {
        $0.selector = "pcns.team == 'red'"; $0.egress = [Self.deny]
      }
    ])
    town.pod("blue/spy", ["10.0.0.8"], ["pcns.team": "red"], node: "n2")
    #expect(try town.verdicts(["blue/spy > 8.8.8.8", "red/web > 8.8.8.8"]) == ["deny", "deny"])
  }

  @Test("B.2: a NetworkPolicy selects in its namespace only; the empty selector is all of it")
  func namespacedSubject() throws {
    #expect(try Self.selected(CalicoPolicy("red/p")) == ["red/web", "red/db"])
    #expect(try Self.selected(CalicoPolicy("red/p") { $0.selector = "has(role)" }) == ["red/web", "red/db"])
    #expect(try Self.selected(CalicoPolicy("red/p") { $0.selector = "role == 'x' || all()" }) == ["red/web", "red/db"])
    #expect(try Self.selected(CalicoPolicy("red/p") { $0.serviceAccountSelector = "projectcalico.org/name == 'x'" }) == [])
    #expect(try Self.selected(CalicoPolicy("red/p") { $0.serviceAccountSelector = "projectcalico.org/name == 'default'" }).count == 2)
  }

  @Test("B.2: a GlobalNetworkPolicy selects everywhere, or where namespaceSelector says")
  func globalSubject() throws {
    #expect(try Self.selected(CalicoPolicy("p")).count == 4)
    #expect(try Self.selected(CalicoPolicy("p") { $0.namespaceSelector = "team == 'blue'" }) == ["blue/api", "blue/job"])
    let both = CalicoPolicy("p") {
      $0.selector = "role == 'job' || role == 'web'"
      $0.namespaceSelector = "team == 'blue'"
    }
    #expect(try Self.selected(both) == ["blue/job"])
  }

  @Test("Q1: all() in a GlobalNetworkPolicy with namespaceSelector means every workload, without it host endpoints as well")
  func allWithNamespaceSelector() throws {
    for (namespaceSelector, expected) in [("", "deny"), ("all()", "allow"), ("!has(x)", "allow")] {
      var town = Town([
        CalicoPolicy("p") {
          $0.selector = "all()"
          $0.namespaceSelector = namespaceSelector
          $0.egress = [Self.deny]
        }
      ])
      town.addHost("h", node: "n2", address: "192.168.0.2", profiles: ["kns.red"])
      #expect(try town.verdicts(["hep:h > 8.8.8.8"]) == [expected], "\(namespaceSelector)")
    }
  }

  @Test("Q2: a namespaceSelector that only negates is true for host endpoints too")
  func negativeNamespaceSelector() throws {
    var town = Town([
      CalicoPolicy("p") {
        $0.namespaceSelector = "!has(x)"
        $0.egress = [Self.deny]
      }
    ])
    town.addHost("h", node: "n2", address: "192.168.0.2", profiles: ["kns.red"])
    #expect(try town.verdicts(["hep:h > 8.8.8.8"]) == ["deny"])
  }

  @Test(
    "B.3: types without `types`",
    arguments: [
      ([CalicoRule](), [CalicoRule](), ["allow", "deny"]), ([allow], [], ["allow", "allow"]), ([], [deny], ["deny", "allow"]),
      ([deny], [deny], ["deny", "deny"]),
    ])
  func types(ingress: [CalicoRule], egress: [CalicoRule], expected: [String]) throws {
    let town = Town([CalicoPolicy("red/p") { ($0.ingress, $0.egress) = (ingress, egress) }])
    #expect(try town.verdicts(["red/web > 8.8.8.8", "8.8.8.8 > red/web"]) == expected)
  }

  @Test("B.3: explicit types win")
  func explicitTypes() throws {
    let town = Town([
      CalicoPolicy("red/p") {
        $0.types = [.egress]; $0.ingress = [Self.deny]
      }
    ])
    #expect(try town.verdicts(["red/web > 8.8.8.8", "8.8.8.8 > red/web"]) == ["deny", "allow"])
  }

  @Test("B.4: in a tier the smaller order first, none last, ties by name, namespace and kind")
  func policyOrder() throws {
    let orders: [(String, Double?)] = [("red/z", -1), ("y", 0.5), ("x", 1), ("red/a", 5), ("b", 5), ("red/b", 5), ("a-last", nil)]
    for first in orders.indices {
      let town = Town(
        orders[first...].reversed().map { name, order in
          CalicoPolicy(name) {
            $0.order = order; $0.ingress = [Self.deny]
          }
        })
      let name = orders[first].0
      let expected = name.contains("/") ? "NetworkPolicy \(name)[0]" : "GlobalNetworkPolicy \(name)[0]"
      #expect(try town.judge("8.8.8.8 > red/web") == "allow not-managed, deny \(expected)")
    }
  }

  @Test("B.4: tiers by order, those without last, ties by name; those that always exist keep their order and action")
  func tierOrder() throws {
    let tiers: [(String, Double?)] = [
      ("kube-admin", 1000), ("b", 2000), ("c", 2000), ("default", 1_000_000), ("kube-baseline", 10_000_000), ("a", nil),
    ]
    for first in tiers.indices {
      var town = Town(
        tiers[first...].reversed().map { name, _ in
          CalicoPolicy("p-\(name)") {
            $0.tier = name; $0.ingress = [Self.deny]
          }
        })
      town.model.tiers = tiers.map { PolicyTier(name: $0.0, order: $0.0.hasPrefix("kube") ? 1 : $0.1) }
      #expect(try town.judge("8.8.8.8 > red/web") == "allow not-managed, deny GlobalNetworkPolicy p-\(tiers[first].0)[0]")
    }
  }

  @Test("B.4: a policy of a tier that does not exist is refused, with all else that is wrong")
  func refusals() throws {
    let town = Town([CalicoPolicy("p") { $0.tier = "none" }, CalicoPolicy("red/q") { $0.selector = "role ==" }])
    let faults = try #require(throws: CompilationFaults.self) { try CompiledPolicies(town.model) }.faults
    #expect(faults.map(\.object) == ["GlobalNetworkPolicy p", "NetworkPolicy red/q"])
    #expect(faults.first?.problem == "there is no tier \"none\"")
  }

  @Test("a selector cannot reach over the brackets that the namespace puts around it")
  func brackets() throws {
    let town = Town([CalicoPolicy("red/p") { $0.selector = "role == 'x') || (all()" }])
    #expect(throws: CompilationFaults.self) { try CompiledPolicies(town.model) }
  }

  /// Policies of two tiers, `first` and `default`, each a list of rules for ingress.
  static func tiers(_ first: [CalicoRule]?, _ second: [CalicoRule]?, end: PolicyTier.EndOfTier = .deny) -> Town {
    var policies: [CalicoPolicy] = []
    if let first {
      policies.append(
        CalicoPolicy("one") {
          $0.tier = "first"; $0.ingress = first; $0.types = [.ingress]
        })
    }
    if let second {
      policies.append(
        CalicoPolicy("two") {
          $0.ingress = second; $0.types = [.ingress]
        })
    }
    var town = Town(policies)
    town.model.tiers = [PolicyTier(name: "first", order: 1, defaultAction: end)]
    return town
  }

  @Test(
    "B.5: tiers",
    arguments: [
      ("no policy selects: profiles", tiers(nil, nil), "allow profile:kns.red"),
      ("Allow is final", tiers([allow], [deny]), "allow GlobalNetworkPolicy one[0]"),
      ("Deny is final", tiers([deny], [allow]), "deny GlobalNetworkPolicy one[0]"),
      ("Pass leaves the tier", tiers([pass, deny], [allow]), "allow GlobalNetworkPolicy two[0]"),
      ("Pass of the last tier reaches the profiles", tiers([pass], nil), "allow profile:kns.red"),
      ("Pass in tier default is not its end", tiers(nil, [pass]), "allow profile:kns.red"),
      ("end of tier denies", tiers([], [allow]), "deny tier:first"),
      ("end of tier that passes", tiers([], [allow], end: .pass), "allow GlobalNetworkPolicy two[0]"),
      ("end of the last tier that passes", tiers([], nil, end: .pass), "allow profile:kns.red"),
      ("Log goes on", tiers([log, allow], nil), "allow GlobalNetworkPolicy one[1]"),
      ("Log alone arms the end of tier", tiers([log], nil), "deny tier:first"),
      ("tier without policies for the endpoint", tiers(nil, [deny]), "deny GlobalNetworkPolicy two[0]"),
    ])
  func evaluation(_ what: String, town: Town, expected: String) throws {
    #expect(try town.judge("8.8.8.8 > red/web") == "allow not-managed, \(expected)", "\(what)")
  }

  @Test("B.5: a policy of the other direction does not arm the end of tier")
  func otherDirection() throws {
    #expect(try Self.tiers([], nil).judge("red/web > 8.8.8.8") == "allow profile:kns.red, allow not-managed")
  }

  static func profile(_ name: String, _ rules: [PolicyRule]) -> PolicyProfile {
    var profile = PolicyProfile(name: name)
    (profile.ingress, profile.egress) = (rules, rules)
    return profile
  }

  @Test(
    "B.9: profiles in their order: the first rule that is not Log decides, an unknown one denies, and so does the end",
    arguments: [
      ([String](), "deny no-profile"), (["open"], "allow profile:open"), (["shut", "open"], "deny profile:shut"),
      (["empty"], "deny no-profile"),
      (["empty", "open"], "allow profile:open"), (["none", "open"], "deny profile-missing"), (["open", "none"], "allow profile:open"),
      (["logs", "shut"], "deny profile:shut"), (["empty", "none"], "deny profile-missing"),
    ])
  func profiles(names: [String], expected: String) throws {
    var town = Town()
    town.model.profiles = [
      Self.profile("open", [PolicyRule(.allow)]), Self.profile("shut", [PolicyRule(.deny)]), Self.profile("empty", []),
      Self.profile("logs", [PolicyRule(.log)]),
    ]
    var workload = WorkloadEndpoint(namespace: "vm", name: "v")
    workload.addresses = [Town.address("10.1.0.1")]
    workload.profiles = names
    town.model.workloads.append(workload)
    #expect(try town.judge("vm/v > 8.8.8.8") == "\(expected), allow not-managed")
  }
}

extension Town {
  mutating func addHost(
    _ name: String, node: String, address: String? = nil, interface: String? = nil, labels: [String: String] = [:], profiles: [String] = []
  ) {
    var host = HostEndpoint(name: name, node: node)
    host.expectedIPs = address.map { [Self.address($0)] } ?? []
    host.interface = interface
    host.labels = labels
    host.profiles = profiles
    model.hosts.append(host)
  }
}
