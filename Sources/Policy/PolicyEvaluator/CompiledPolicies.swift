import NetTypes
import Resources

/// The evaluator: a model made ready to judge flows. A value; a changed model makes a new one.
public struct CompiledPolicies: Sendable {
  /// The tiers in order.
  let tiers: [PolicyTier]
  /// The policies in the order of evaluation.
  let policies: [CompiledPolicy]
  let profiles: [String: CompiledProfile]
  let holders: [AddressHolder]
  let addresses: AddressTable
  let identities: Identities
  let classes: [EndpointClass]
  /// Places among the holders, by name.
  let workloads: [String: Int]
  let hosts: [String: Int]
  let nodes: [String: Int]

  /// Reads every selector and works out who is selected by what; throws all that is wrong with the model at once.
  public init(_ model: PolicyModel, view: PolicyView = .enforced) throws(CompilationFaults) {
    var population = Population(model)
    var compiler = PolicyCompiler(services: model.services)
    tiers = compiler.tiers(model.tiers)
    policies = compiler.policies(view.policies(of: model), in: tiers)
    profiles = compiler.profiles(population.profiles)
    if !compiler.faults.isEmpty { throw CompilationFaults(faults: compiler.faults) }
    population.identities.evaluate(compiler.terms)
    classes = population.classify(policies)
    (holders, addresses, identities) = (population.holders, population.addresses, population.identities)
    (workloads, hosts, nodes) = (population.workloads, population.hosts, population.nodes)
  }
}
