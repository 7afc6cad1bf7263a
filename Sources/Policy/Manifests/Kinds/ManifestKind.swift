import NetTypes
import Resources

/// A kind of manifest, and how it is read.
struct ManifestKind: Sendable {
  /// Reads the opened fields into a set.
  typealias Read = @Sendable (inout ManifestSet, ManifestHeader, inout FieldReader) -> Void

  /// What is opened for it.
  enum Content: Sendable {
    /// The fields of `spec`; what stands beside it is known.
    case spec(Read)
    /// The fields of the whole document, of which other readers know more.
    case document(Read)
  }

  let content: Content
  var isNamespaced = false

  /// The kinds by API and name.
  static let known: [String: [String: ManifestKind]] = [
    "projectcalico.org": calico, "v1": kubernetes,
    "networking.k8s.io/v1": [
      "NetworkPolicy": namespaced {
        $0.policy.add(KubernetesPolicyForm.read($1, &$2).policy, $2)
      }
    ],
    "discovery.k8s.io/v1": [
      "EndpointSlice": document {
        if let slice = ObjectForm.slice($1, &$2) { $0.policy.slices[slice.service, default: []] += slice.endpoints }
      }
    ],
    "policy.networking.k8s.io": [
      "ClusterNetworkPolicy": clusterPolicy(.clusterNetworkPolicy), "AdminNetworkPolicy": clusterPolicy(.adminNetworkPolicy),
      "BaselineAdminNetworkPolicy": clusterPolicy(.baselineAdminNetworkPolicy),
    ],
  ]

  private static let calico: [String: ManifestKind] = [
    "BGPPeer": global { $0.peers.append(PeerForm.read($1.name, &$2)) },
    "BGPFilter": global { $0.filters.append(FilterForm.read($1.name, &$2)) },
    "BGPConfiguration": global { $0.configurations.append(ClusterForms.configuration($1.name, &$2)) },
    "IPPool": global { $0.pools.append(ClusterForms.pool($1.name, &$2)) },
    "Node": global {
      $0.policy.add(HostForm.node($1, $2))
      $0.nodes.append(ClusterForms.node($1, &$2))
    },
    "WorkloadEndpoint": namespaced { $0.workloads.append(WorkloadForm.read($1, &$2)) },
    "HostEndpoint": global { $0.policy.hosts.append(Draft(spec: HostForm.host($1, &$2), fields: $2)) },
    "NetworkSet": namespaced { $0.policy.networkSets.append(HostForm.networkSet($1, namespace: $1.namespace ?? "default", &$2)) },
    "GlobalNetworkSet": global { $0.policy.networkSets.append(HostForm.networkSet($1, namespace: nil, &$2)) },
    "Profile": global { $0.policy.profiles.append(CalicoPlaceForm.profile($1, &$2)) },
    "Tier": global { $0.policy.tiers.append(CalicoPlaceForm.tier($1, &$2)) },
    "NetworkPolicy": namespaced { $0.policy.add(CalicoPolicyForm.read(.networkPolicy, $1, &$2).policy, $2) },
    "GlobalNetworkPolicy": global { $0.policy.add(CalicoPolicyForm.read(.globalNetworkPolicy, $1, &$2).policy, $2) },
    "StagedNetworkPolicy": namespaced { $0.policy.add(CalicoPolicyForm.read(.stagedNetworkPolicy, $1, &$2).policy, $2) },
    "StagedGlobalNetworkPolicy": global { $0.policy.add(CalicoPolicyForm.read(.stagedGlobalNetworkPolicy, $1, &$2).policy, $2) },
    "StagedKubernetesNetworkPolicy": namespaced {
      let action = $2.read("stagedAction", Form<StagedAction>.word) ?? .set
      $0.policy.add(KubernetesPolicyForm.read($1, &$2).staged(action), $2)
    },
  ]

  private static let kubernetes: [String: ManifestKind] = [
    "Namespace": document { set, header, _ in set.policy.namespaces[header.name] = header.labels },
    "ServiceAccount": document { set, header, _ in
      set.policy.serviceAccounts[ServiceAccountName(namespace: header.namespace ?? "default", name: header.name)] = header.labels
    },
    "Pod": document { $0.policy.pods.append(ObjectForm.pod($1, &$2)) },
    "Service": document { $0.policy.services.append(ObjectForm.service($1, &$2)) },
    // Kubernetes' Node gives labels to BGP; its addresses there belong to the kubelet.
    "Node": document {
      $0.policy.add(ObjectForm.node($1, &$2))
      var spec = NodeSpec(name: $1.name)
      spec.labels = $1.labels
      $0.nodes.append(Draft(spec: spec, fields: $2))
    },
  ]

  private static func clusterPolicy(_ kind: PolicyKind) -> ManifestKind {
    global { $0.policy.add(ClusterPolicyForm.read(kind, $1, &$2).policy, $2) }
  }

  private static func namespaced(_ read: @escaping Read) -> ManifestKind { ManifestKind(content: .spec(read), isNamespaced: true) }
  private static func global(_ read: @escaping Read) -> ManifestKind { ManifestKind(content: .spec(read)) }
  private static func document(_ read: @escaping Read) -> ManifestKind { ManifestKind(content: .document(read), isNamespaced: true) }
}
