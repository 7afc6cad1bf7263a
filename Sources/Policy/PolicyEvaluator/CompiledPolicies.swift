import NetTypes
import Resources

/// The evaluator: a model made ready to judge flows. A value; judging changes nothing in it.
///
/// Labels become numbers: every distinct combination of labels is an *identity*, every set of endpoints that policies mean a *scope*, and each
/// identity knows its scopes. Endpoints with the same policies share one *program*. So a flow costs two look-ups of addresses and the rules
/// that can match its ends, however many policies and endpoints there are.
public struct CompiledPolicies: Sendable {
  /// Which policies count.
  let view: PolicyView
  /// The tiers in order.
  let tiers: [PolicyTier]
  /// The policies, at first in the order of evaluation; a removed one leaves its place behind.
  var policies: [CompiledPolicy]
  /// The names of the policies, at the same places.
  var titles: [PolicyTitle]
  var places: [PolicyID: Int32] = [:]
  var freePlaces: [Int32] = []
  var table: RuleTable
  var names: TableNames
  var memberships: Memberships
  var programs = ProgramTable()
  /// The programs of each class: ``PolicyChain`` by direction.
  var classPrograms: [Int32] = []
  let classes: [EndpointClass]
  let profiles: [CompiledProfile]
  let profileNames: [String]
  let holders: [AddressHolder]
  let holderAddresses: Lists<IPAddress>
  let holderProfiles: Lists<Int32>
  let holderPorts: Lists<HolderPort>
  let addresses: AddressTable
  /// Places among the holders.
  let workloads: [WorkloadName: Int]
  let hosts: [String: Int]
  let nodes: [String: Int]
  /// The host endpoint of all interfaces of a node, and the node's addresses, by its number.
  let wideHosts: [Int32: Int]
  let nodeHolders: [Int32: Int]
  /// The model, kept only where a staged policy may take another's place.
  var previewed: PolicyModel?

  /// Reads every selector and works out who is selected by what; throws all that is wrong with the model at once.
  public init(_ model: PolicyModel, view: PolicyView = .enforced) throws(CompilationFaults) {
    var population = Population(model)
    var compiler = PolicyCompiler(population.memberships, model.services, population.portNames)
    self.view = view
    tiers = PolicyCompiler.tiers(model.tiers)
    (policies, titles) = compiler.policies(view.policies(of: model), in: tiers)
    (profiles, profileNames) = compiler.profiles(population.profiles, population.profileNames)
    if !compiler.faults.isEmpty { throw CompilationFaults(faults: compiler.faults) }
    classes = population.classify()
    (memberships, table, names) = (compiler.memberships, compiler.table, compiler.names)
    (holders, addresses) = (population.holders, population.addresses())
    (holderAddresses, holderProfiles, holderPorts) = (population.holderAddresses, population.holderProfiles, population.holderPorts)
    (workloads, hosts, nodes) = (population.workloads, population.hosts, population.nodes)
    (wideHosts, nodeHolders) = (population.wideHosts, population.nodeHolders)
    previewed = view == .preview ? model : nil
    for (place, title) in titles.enumerated() { places[title.id] = Int32(place) }
    assignPrograms()
  }

  /// Works out the programs of all classes; those that the same subjects mean have the same ones.
  private mutating func assignPrograms() {
    var bySubject: [UInt32: [Int32]] = [:]
    for (place, policy) in policies.enumerated() { bySubject[UInt32(policy.subject), default: []].append(Int32(place)) }
    classPrograms = Array(repeating: 0, count: classes.count * EndpointClass.programCount)
    var groups: [SubjectGroup: [Int]] = [:]
    for (number, endpointClass) in classes.enumerated() where endpointClass.identity >= 0 {
      let scopes = memberships.scopes.span(Int(endpointClass.identity)).range.map { memberships.scopes[$0] }
      let subjects = scopes.filter { bySubject[$0] != nil }
      groups[SubjectGroup(isHost: endpointClass.isHost, subjects: subjects), default: []].append(number)
    }
    for (group, numbers) in groups {
      // The places of policies are their order here.
      let selecting = group.subjects.flatMap { bySubject[$0] ?? [] }.sorted()
      for chain in EndpointClass.chains(isHost: group.isHost) {
        for direction in TrafficDirection.allCases {
          let list = selecting.filter { chain.holds(policies[Int($0)]) && policies[Int($0)].rules(direction) != nil }
          let program = programs.use(list, direction, times: numbers.count, policies, table.rules)
          for number in numbers { classPrograms[EndpointClass.place(number, chain, direction)] = program }
        }
      }
    }
  }

  private struct SubjectGroup: Hashable {
    let isHost: Bool
    let subjects: [UInt32]
  }

  /// The program of a class.
  @inline(__always)
  func program(_ endpointClass: Int32, _ chain: PolicyChain, _ direction: TrafficDirection) -> Int32 {
    classPrograms[EndpointClass.place(Int(endpointClass), chain, direction)]
  }
}

/// The name of a workload.
struct WorkloadName: Hashable, Sendable {
  let namespace: String
  let name: String
}
