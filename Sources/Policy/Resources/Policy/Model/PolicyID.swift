/// The kinds of object that become a ``Policy``.
public enum PolicyKind: String, Hashable, Sendable, CaseIterable {
  /// Calico's, in a namespace.
  case networkPolicy = "NetworkPolicy"
  /// Calico's, for the whole cluster.
  case globalNetworkPolicy = "GlobalNetworkPolicy"
  /// That of networking.k8s.io/v1.
  case kubernetesNetworkPolicy = "KubernetesNetworkPolicy"
  /// That of policy.networking.k8s.io/v1alpha2.
  case clusterNetworkPolicy = "KubernetesClusterNetworkPolicy"
  /// That of policy.networking.k8s.io/v1alpha1, first stage.
  case adminNetworkPolicy = "KubernetesAdminNetworkPolicy"
  /// That of policy.networking.k8s.io/v1alpha1, last stage.
  case baselineAdminNetworkPolicy = "KubernetesBaselineAdminNetworkPolicy"
  /// Calico's preview of a NetworkPolicy.
  case stagedNetworkPolicy = "StagedNetworkPolicy"
  /// Calico's preview of a GlobalNetworkPolicy.
  case stagedGlobalNetworkPolicy = "StagedGlobalNetworkPolicy"
  /// Calico's preview of a Kubernetes NetworkPolicy.
  case stagedKubernetesNetworkPolicy = "StagedKubernetesNetworkPolicy"

  /// The `kind` in a manifest; both NetworkPolicies have the same.
  public var manifestKind: String {
    switch self {
    case .kubernetesNetworkPolicy: "NetworkPolicy"
    case .clusterNetworkPolicy: "ClusterNetworkPolicy"
    case .adminNetworkPolicy: "AdminNetworkPolicy"
    case .baselineAdminNetworkPolicy: "BaselineAdminNetworkPolicy"
    default: rawValue
    }
  }

  /// The kind that a staged kind is a preview of, nil for the others.
  public var enforcedKind: PolicyKind? {
    switch self {
    case .stagedNetworkPolicy: .networkPolicy
    case .stagedGlobalNetworkPolicy: .globalNetworkPolicy
    case .stagedKubernetesNetworkPolicy: .kubernetesNetworkPolicy
    default: nil
    }
  }
}

/// What tells one policy from another.
public struct PolicyID: Hashable, Sendable {
  /// The kind.
  public var kind: PolicyKind
  /// The namespace, nil for a kind of the whole cluster.
  public var namespace: String?
  /// The name.
  public var name: String

  /// Joins the parts.
  public init(_ kind: PolicyKind, namespace: String? = nil, name: String) {
    self.kind = kind
    self.namespace = namespace
    self.name = name
  }

  /// The text that orders policies of the same order: name, namespace, kind.
  public var orderText: String { "\(name)/\(namespace ?? "")/\(kind.rawValue)" }
}

extension PolicyID: CustomStringConvertible {
  /// `Kind ns/name` as a manifest has them; without `ns/` for a kind of the whole cluster.
  public var description: String { "\(kind.manifestKind) \(namespace.map { "\($0)/" } ?? "")\(name)" }
}
