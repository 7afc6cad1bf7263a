import NetTypes
import Resources

/// What namespaces, service accounts and profiles hand down, and who owns which addresses with which labels.
struct LabelInheritance: Sendable {
  /// Labels of namespaces, with the one that Kubernetes sets on each.
  let namespaces: [String: [String: String]]
  /// Profiles by name: those given, then those of namespaces and service accounts.
  let profiles: [String: PolicyProfile]

  init(_ model: PolicyModel) {
    var namespaces = model.namespaces
    var accounts = model.serviceAccounts
    for workload in model.workloads where workload.podLabels != nil {
      if namespaces[workload.namespace] == nil { namespaces[workload.namespace] = [:] }
      guard let name = workload.labels[CalicoLabel.serviceAccount] else { continue }
      let account = ServiceAccountName(namespace: workload.namespace, name: name)
      if accounts[account] == nil { accounts[account] = [:] }
    }
    for set in model.networkSets {
      if let namespace = set.namespace, namespaces[namespace] == nil { namespaces[namespace] = [:] }
    }
    for name in Array(namespaces.keys) { namespaces[name]?[CalicoLabel.metadataName] = name }
    let implied =
      namespaces.map { PolicyProfile(namespace: $0.key, labels: $0.value) }
      + accounts.map { PolicyProfile(account: $0.key, labels: $0.value) }
    self.namespaces = namespaces
    profiles = Dictionary((model.profiles + implied).map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// A workload. One in the network of its host has no addresses and labels of its own.
  func owner(_ workload: WorkloadEndpoint) -> AddressOwner {
    if workload.isHostNetworked { return AddressOwner(prefixes: [], ports: workload.ports, labels: OwnerLabels()) }
    var labels = OwnerLabels(effective: effective(workload.labels, workload.profiles))
    if let pod = workload.podLabels {
      labels.pod = pod
      labels.namespace = namespaces[workload.namespace] ?? [:]
    }
    return AddressOwner(prefixes: workload.addresses.map(IPPrefix.init(host:)), ports: workload.ports, labels: labels)
  }

  /// A host endpoint.
  func owner(_ host: HostEndpoint) -> AddressOwner {
    let labels = OwnerLabels(effective: effective(host.labels, host.profiles))
    return AddressOwner(prefixes: host.expectedIPs.map(IPPrefix.init(host:)), ports: host.ports, labels: labels)
  }

  /// A network set. One of a namespace inherits its labels.
  func owner(_ set: NetworkSet) -> AddressOwner {
    var labels = set.labels
    if let namespace = set.namespace { labels[CalicoLabel.namespace] = namespace }
    let profiles = set.namespace.map { [PolicyProfile.name(ofNamespace: $0)] } ?? []
    return AddressOwner(prefixes: set.nets, labels: OwnerLabels(effective: effective(labels, profiles)))
  }

  /// A node.
  func owner(_ node: ClusterNode) -> AddressOwner {
    AddressOwner(prefixes: node.addresses.map(IPPrefix.init(host:)), labels: OwnerLabels(node: node.labels))
  }

  /// The nodes that exist, with the addresses that pods in the network of their host show to be a node's.
  static func nodes(of model: PolicyModel) -> [ClusterNode] {
    var nodes = model.nodes
    for pod in model.workloads where pod.isHostNetworked {
      guard let name = pod.node else { continue }
      let place = nodes.firstIndex { $0.name == name } ?? nodes.count
      if place == nodes.count { nodes.append(ClusterNode(name: name, addresses: [])) }
      for address in pod.addresses where !nodes[place].addresses.contains(address) { nodes[place].addresses.append(address) }
    }
    return nodes
  }

  /// Own labels first, else those of the first profile that has the key.
  private func effective(_ own: [String: String], _ names: [String]) -> [String: String] {
    names.reduce(into: own) { labels, name in labels.merge(profiles[name]?.labelsToApply ?? [:]) { first, _ in first } }
  }
}
