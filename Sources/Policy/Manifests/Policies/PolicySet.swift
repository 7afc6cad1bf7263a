import NetTypes
import Resources

/// What manifests say about policy and those whom it is about, before it is one model.
struct PolicySet {
  /// Policies of all kinds.
  private(set) var policies: [Draft<Policy>] = []
  var tiers: [PolicyTier] = []
  var profiles: [PolicyProfile] = []
  var namespaces: [String: [String: String]] = [:]
  var serviceAccounts: [ServiceAccountName: [String: String]] = [:]
  var pods: [Pod] = []
  var hosts: [Draft<HostEndpoint>] = []
  var networkSets: [NetworkSet] = []
  var services: [ServiceDraft] = []
  /// What EndpointSlices say of Services.
  var slices: [ServiceName: [ServiceEndpoint]] = [:]
  private(set) var nodes: [ClusterNode] = []

  /// Adds a policy that was read from these fields of its spec.
  mutating func add(_ policy: Policy, _ fields: FieldReader) { policies.append(Draft(spec: policy, fields: fields)) }

  /// Adds a node, or what another API says of one that is known.
  mutating func add(_ node: ClusterNode) {
    guard let place = nodes.firstIndex(where: { $0.name == node.name }) else {
      nodes.append(node)
      return
    }
    nodes[place].labels.merge(node.labels) { own, _ in own }
    for address in node.addresses where !nodes[place].addresses.contains(address) { nodes[place].addresses.append(address) }
  }
}
