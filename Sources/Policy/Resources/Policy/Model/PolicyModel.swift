/// Everything that a verdict depends on: the input of the evaluator.
public struct PolicyModel: Hashable, Sendable {
  /// Tiers besides those that always exist.
  public var tiers: [PolicyTier] = []
  /// Policies of all kinds, in any order.
  public var policies: [Policy] = []
  /// Profiles besides those of namespaces and service accounts.
  public var profiles: [PolicyProfile] = []
  /// Labels of namespaces by name.
  public var namespaces: [String: [String: String]] = [:]
  /// Labels of service accounts.
  public var serviceAccounts: [ServiceAccountName: [String: String]] = [:]
  /// Pods and other workloads.
  public var workloads: [WorkloadEndpoint] = []
  /// Interfaces of hosts that policy is about.
  public var hosts: [HostEndpoint] = []
  /// Addresses with labels.
  public var networkSets: [NetworkSet] = []
  /// Nodes.
  public var nodes: [ClusterNode] = []
  /// Endpoints of Services.
  public var services: [ServiceName: [ServiceEndpoint]] = [:]

  /// Nothing.
  public init() {}
}
