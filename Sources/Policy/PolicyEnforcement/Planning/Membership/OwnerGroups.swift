import Resources

/// All owners of addresses of a model, those with the same labels together: a thousand pods of a deployment are looked at once.
struct OwnerGroups: Sendable {
  struct Group: Sendable {
    let labels: OwnerLabels
    var owners: [AddressOwner]
  }

  private(set) var groups: [Group] = []
  private var places: [OwnerLabels: Int] = [:]
  /// What they were made of, without policies.
  private let source: PolicyModel

  init(_ model: PolicyModel, _ inheritance: LabelInheritance) {
    source = Self.withoutPolicies(model)
    for workload in model.workloads { add(inheritance.owner(workload)) }
    for host in model.hosts { add(inheritance.owner(host)) }
    for set in model.networkSets { add(inheritance.owner(set)) }
    for node in LabelInheritance.nodes(of: model) { add(inheritance.owner(node)) }
  }

  /// Whether another model has the same owners. Lists that were not touched since are compared by their identity.
  func fit(_ model: PolicyModel) -> Bool { source == Self.withoutPolicies(model) }

  private mutating func add(_ owner: AddressOwner) {
    if owner.prefixes.isEmpty { return }
    if let place = places[owner.labels] {
      groups[place].owners.append(owner)
    } else {
      places[owner.labels] = groups.count
      groups.append(Group(labels: owner.labels, owners: [owner]))
    }
  }

  private static func withoutPolicies(_ model: PolicyModel) -> PolicyModel {
    var model = model
    (model.policies, model.tiers, model.services) = ([], [], [:])
    return model
  }
}
