import NetTypes

/// Everything that one node is told to do: its own file and the manifests named there, as one value with every default filled in.
public struct NodeConfiguration: Hashable, Sendable {
  /// Who this node is.
  public var node: NodeIdentity
  /// The BGP speaker.
  public var bgp: BGPSettings
  /// Workloads that live here.
  public var workloads: [Workload] = []
  /// IPAM blocks of this node, advertised as one route each.
  public var blocks: [IPPrefix] = []
  /// Which own addresses are advertised one by one; nil when the file does not say, see ``effectiveWorkloadAdvertisement``.
  public var advertiseWorkloads: WorkloadAdvertisement?
  /// The files, folders and patterns of `manifests:` as written.
  public var manifests: [String] = []
  /// What is done with learned routes.
  public var kernel = KernelSettings()
  /// Policy enforcement.
  public var policy = PolicySettings()
  /// Where run-time state is kept.
  public var store = StoreSettings()
  /// Where the API listens.
  public var api = APISettings()
  /// The log.
  public var log = LogSettings()
  /// Address pools from manifests; the ones with ``IPPoolSpec/disableBGPExport`` keep their addresses at home.
  public var ipPools: [IPPoolSpec] = []
  /// Nodes of the cluster from manifests, this one included if it is there.
  public var nodes: [NodeSpec] = []
  /// Everything that policy depends on: policies, tiers and endpoints of all manifests, and this node's workloads.
  public var policyModel = PolicyModel()

  /// A configuration with defaults for everything but the two things that have none.
  public init(node: NodeIdentity, bgp: BGPSettings) {
    self.node = node
    self.bgp = bgp
  }

  /// Which own addresses are advertised one by one: as the file says; a node with blocks leaves to them what they cover if it says nothing.
  public var effectiveWorkloadAdvertisement: WorkloadAdvertisement {
    advertiseWorkloads ?? (blocks.isEmpty ? .always : .outsideBlocks)
  }
}

/// Who a node is.
public struct NodeIdentity: Hashable, Sendable {
  /// The name, unique in the cluster; the host name by default.
  public var name: String
  /// Labels that `nodeSelector` looks at.
  public var labels: [String: String]

  /// Joins the parts.
  public init(name: String, labels: [String: String] = [:]) {
    self.name = name
    self.labels = labels
  }
}

/// Which of the node's own addresses are advertised one by one.
public enum WorkloadAdvertisement: String, Hashable, Sendable, CaseIterable {
  /// Each workload's address, whether a block of this node covers it or not.
  case always
  /// Only addresses that no block of this node covers.
  case outsideBlocks
}
