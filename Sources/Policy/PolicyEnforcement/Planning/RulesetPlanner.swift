import NetTypes
import PolicyEvaluator
import Resources
import Selectors

/// Plans what the kernel of a node is to hold for a model: a pure function of both.
public struct RulesetPlanner: Sendable {
  private let view: NodeView
  private let model: PolicyModel
  let inheritance: LabelInheritance
  private let owners: OwnerGroups
  private var chainNames: [ChainKey: [TrafficDirection: String]] = [:]
  let tiers: [PolicyTier]
  private let policies: [Policy]
  private var subjects = ScopeTable()
  private var subjectNumbers: [Int] = []
  /// The chains and sets of the plan, once it is made: knows who is in which set.
  private(set) var book: ChainBook

  /// The plan of a node.
  public static func plan(_ model: PolicyModel, for view: NodeView) throws(PlanFault) -> RulesetPlan {
    var planner = try RulesetPlanner(model, view)
    return try planner.plan()
  }

  /// An older planner lends what does not depend on policies, if nothing else has changed.
  init(_ model: PolicyModel, _ view: NodeView, after older: RulesetPlanner? = nil) throws(PlanFault) {
    book = ChainBook(view, SetBook(services: [:]))
    self.view = view
    self.model = model
    if let older, older.owners.fit(model) {
      (inheritance, owners) = (older.inheritance, older.owners)
    } else {
      inheritance = LabelInheritance(model)
      owners = OwnerGroups(model, inheritance)
    }
    tiers = PolicyOrder.tiers(model.tiers)
    policies = try PolicyOrder.policies(model.policies.filter { $0.stagedAction == nil }, in: tiers)
    do throws(SelectorFault) {
      for policy in policies { subjectNumbers.append(try subjects.number(policy.subject)) }
    } catch { throw .selector(error) }
  }

  mutating func plan() throws(PlanFault) -> RulesetPlan {
    let workloads = localWorkloads()
    let hosts = localHosts()
    var book = ChainBook(view, try sets(workloads.map(\.policies) + hosts.map(\.policies), workloads, hosts))
    var base = BaseChains(view)
    for local in workloads {
      for direction in TrafficDirection.allCases {
        let list = policies(of: local.workload, direction, among: local.policies)
        let chain = book.chain(of: list, passMark: view.passMark, profiles: inheritance.profiles)
        base.add(local.workload, local.interface, direction, chain)
      }
    }
    var hostChains = HostChains(view)
    for local in hosts { hostChains.add(local.host, &book, inheritance.profiles) { stages(local.policies, at: $0) } }
    var plan = base.plan(&book)
    hostChains.add(to: &plan)
    self.book = book
    return plan
  }

  /// The names of the chains of a workload.
  mutating func chains(of workload: WorkloadEndpoint) -> [TrafficDirection: String] {
    let key = ChainKey(labels: inheritance.owner(workload).labels, profiles: workload.profiles)
    if let known = chainNames[key] { return known }
    let selecting = policies(selecting: key.labels)
    var names: [TrafficDirection: String] = [:]
    for direction in TrafficDirection.allCases { names[direction] = policies(of: workload, direction, among: selecting).name }
    chainNames[key] = names
    return names
  }

  /// An owner of addresses comes (1) or goes (-1); tells what the sets gain or lose by it.
  mutating func change(_ owner: AddressOwner, by step: Int, _ tell: (_ set: String, _ element: [KeyValue]) -> Void) {
    book.sets.change(owner, by: step, tell)
  }

  private func policies(of workload: WorkloadEndpoint, _ direction: TrafficDirection, among selecting: [Policy]) -> EndpointPolicies {
    let stages = stages(selecting, direction) { $0.hook == .normal }
    return EndpointPolicies(direction: direction, stages: stages, rest: .profiles(workload.profiles))
  }

  private struct ChainKey: Hashable {
    let labels: OwnerLabels
    let profiles: [String]
  }

  // MARK: - Who is here

  private struct LocalWorkload {
    let workload: WorkloadEndpoint
    let interface: String
    let policies: [Policy]
  }

  private struct LocalHost {
    let host: HostEndpoint
    let policies: [Policy]
  }

  private mutating func localWorkloads() -> [LocalWorkload] {
    var found: [LocalWorkload] = []
    for workload in model.workloads where workload.node == view.node && workload.isPoliced && !workload.isHostNetworked {
      guard let interface = view.interfaces[workload.qualifiedName] else { continue }
      let selecting = policies(selecting: inheritance.owner(workload).labels)
      found.append(LocalWorkload(workload: workload, interface: interface, policies: selecting))
    }
    return found
  }

  private mutating func localHosts() -> [LocalHost] {
    var found: [LocalHost] = []
    for host in model.hosts.sorted(by: { $0.name < $1.name }) where host.node == view.node {
      found.append(LocalHost(host: host, policies: policies(selecting: inheritance.owner(host).labels)))
    }
    return found
  }

  private mutating func policies(selecting labels: OwnerLabels) -> [Policy] {
    let held = Set(subjects.scopes(of: labels))
    return policies.indices.filter { held.contains(subjectNumbers[$0]) }.map { policies[$0] }
  }

  /// The policies of each tier that touch the direction and stand at the place.
  private func stages(
    _ policies: [Policy], _ direction: TrafficDirection, _ belongs: (Policy) -> Bool
  ) -> [EndpointPolicies.Stage] {
    tiers.compactMap { tier in
      let list = policies.filter { $0.tier == tier.name && $0.rules(direction) != nil && belongs($0) }
      return list.isEmpty ? nil : EndpointPolicies.Stage(tier: tier, policies: list)
    }
  }

  /// What a host endpoint has at a place. Before connection tracking and address translation the end of a tier decides nothing.
  private func stages(_ policies: [Policy], at point: HostPoint) -> [EndpointPolicies.Stage] {
    let fitting = policies.filter(point.belongs)
    let early = stages(fitting, point.direction) { $0.hook != .normal }.map { stage in
      EndpointPolicies.Stage(tier: stage.tier, policies: stage.policies, isArmed: false)
    }
    return early + stages(fitting, point.direction) { $0.hook == .normal }
  }

  // MARK: - Who else is there

  /// The sets that the rules of these policies and of the endpoints' profiles can ask for, filled.
  private func sets(_ lists: [[Policy]], _ workloads: [LocalWorkload], _ hosts: [LocalHost]) throws(PlanFault) -> SetBook {
    var book = SetBook(services: model.services)
    do throws(SelectorFault) {
      var seen = Set<PolicyID>()
      for list in lists {
        for policy in list where seen.insert(policy.id).inserted {
          for rule in (policy.ingress ?? []) + (policy.egress ?? []) { try book.register(rule) }
        }
      }
      for name in Set(workloads.flatMap(\.workload.profiles) + hosts.flatMap(\.host.profiles)) {
        guard let profile = inheritance.profiles[name] else { continue }
        for rule in profile.ingress + profile.egress { try book.register(rule) }
      }
    } catch { throw .selector(error) }
    for group in owners.groups { book.add(group) }
    return book
  }
}
