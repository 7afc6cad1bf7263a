/// The kinds that manifests may hold besides those that BGP reads.
enum ManifestKinds {
  /// What a kind is used for.
  enum Use {
    /// Describes what policy applies to: nothing to say about it.
    case context
    /// A policy, which nothing enforces yet.
    case policy
    /// Not a kind of ours.
    case unknown
  }

  private static let calico: [String: Use] = [
    "HostEndpoint": .context, "NetworkSet": .context, "GlobalNetworkSet": .context, "Profile": .context,
    "NetworkPolicy": .policy, "GlobalNetworkPolicy": .policy, "Tier": .policy, "StagedNetworkPolicy": .policy,
    "StagedGlobalNetworkPolicy": .policy, "StagedKubernetesNetworkPolicy": .policy,
  ]

  private static let kubernetes: Set<String> = ["Namespace", "Pod", "Service", "Node", "ServiceAccount"]
  private static let clusterPolicies: Set<String> = ["ClusterNetworkPolicy", "AdminNetworkPolicy", "BaselineAdminNetworkPolicy"]

  /// What a manifest is used for.
  static func use(of header: ManifestHeader) -> Use {
    if header.isCalico { return calico[header.kind] ?? .unknown }
    return switch header.group {
    case "": header.version == "v1" && kubernetes.contains(header.kind) ? .context : .unknown
    case "networking.k8s.io": header.kind == "NetworkPolicy" ? .policy : .unknown
    case "policy.networking.k8s.io": clusterPolicies.contains(header.kind) ? .policy : .unknown
    default: .unknown
    }
  }
}
