import NetTypes
import Resources

/// Everybody who has addresses or labels, with labels handed down by profiles.
struct Population {
  private(set) var holders: [AddressHolder] = []
  private(set) var addresses = AddressTable()
  private(set) var workloads: [String: Int] = [:]
  private(set) var hosts: [String: Int] = [:]
  private(set) var nodes: [String: Int] = [:]
  /// Those given, those of namespaces and those of service accounts.
  let profiles: [PolicyProfile]
  var identities = Identities()

  private let namespaces: [String: [String: String]]
  private let handedDown: [String: [String: String]]

  init(_ model: PolicyModel) {
    namespaces = Self.namespaces(of: model)
    profiles = model.profiles + Self.impliedProfiles(of: model, namespaces)
    handedDown = Dictionary(profiles.map { ($0.name, $0.labelsToApply) }, uniquingKeysWith: { first, _ in first })
    for workload in model.workloads { add(workload) }
    for host in model.hosts { add(host) }
    for set in model.networkSets { add(set) }
    for node in Self.nodes(of: model) { add(node) }
  }

  /// Gives endpoints their classes and returns these; labels must be evaluated already.
  mutating func classify(_ policies: [CompiledPolicy]) -> [EndpointClass] {
    struct Key: Hashable {
      let isHost: Bool
      let labels: LabelIdentity
    }
    var classes: [EndpointClass] = []
    var places: [Key: Int] = [:]
    for index in holders.indices where holders[index].kind == .workload || holders[index].kind == .host {
      let key = Key(isHost: holders[index].kind == .host, labels: holders[index].labels)
      if let place = places[key] {
        holders[index].endpointClass = place
        continue
      }
      let selecting = policies.indices.filter { identities.contains(policies[$0].subject, key.labels) }
      classes.append(EndpointClass(isHost: key.isHost, selecting: selecting, of: policies))
      places[key] = classes.count - 1
      holders[index].endpointClass = classes.count - 1
    }
    return classes
  }

  private mutating func add(_ workload: WorkloadEndpoint) {
    var holder = AddressHolder(kind: .workload, name: workload.qualifiedName, node: workload.node)
    holder.addresses = workload.addresses
    holder.isHostNetworked = workload.isHostNetworked
    holder.isPoliced = workload.isPoliced
    holder.profiles = workload.profiles
    holder.ports = workload.ports
    if !workload.isHostNetworked {
      holder.labels.effective = identities.number(effective: effective(workload.labels, workload.profiles))
      holder.labels.pod = workload.podLabels.map { identities.number(pod: $0) }
      holder.labels.namespace = workload.podLabels.map { _ in identities.number(namespace: namespaces[workload.namespace] ?? [:]) }
    }
    workloads[holder.name] = holders.count
    // The addresses of a pod in the network of its host are the node's.
    append(holder, prefixes: workload.isHostNetworked ? [] : workload.addresses.map(IPPrefix.init(host:)))
  }

  private mutating func add(_ host: HostEndpoint) {
    var holder = AddressHolder(kind: .host, name: host.name, node: host.node)
    holder.addresses = host.expectedIPs
    holder.profiles = host.profiles
    holder.ports = host.ports
    holder.isAllInterfaces = host.isAllInterfaces
    holder.labels.effective = identities.number(effective: effective(host.labels, host.profiles))
    hosts[holder.name] = holders.count
    append(holder, prefixes: host.expectedIPs.map(IPPrefix.init(host:)))
  }

  private mutating func add(_ set: NetworkSet) {
    var holder = AddressHolder(kind: .networkSet, name: set.name)
    var (labels, profiles) = (set.labels, [String]())
    if let namespace = set.namespace {
      labels[CalicoLabel.namespace] = namespace
      profiles = [PolicyProfile.name(ofNamespace: namespace)]
    }
    holder.labels.effective = identities.number(effective: effective(labels, profiles))
    append(holder, prefixes: set.nets)
  }

  private mutating func add(_ node: ClusterNode) {
    var holder = AddressHolder(kind: .node, name: node.name, node: node.name)
    holder.addresses = node.addresses
    holder.labels.node = identities.number(node: node.labels)
    nodes[node.name] = holders.count
    append(holder, prefixes: node.addresses.map(IPPrefix.init(host:)))
  }

  private mutating func append(_ holder: AddressHolder, prefixes: [IPPrefix]) {
    for prefix in prefixes { addresses.add(prefix, holder: holders.count) }
    holders.append(holder)
  }

  /// Own labels first, else those of the first profile that has the key.
  private func effective(_ own: [String: String], _ profiles: [String]) -> [String: String] {
    profiles.reduce(into: own) { labels, profile in labels.merge(handedDown[profile] ?? [:]) { first, _ in first } }
  }

  /// All namespaces that exist or that a pod or network set shows to exist, with the label that Kubernetes sets on each.
  private static func namespaces(of model: PolicyModel) -> [String: [String: String]] {
    var namespaces = model.namespaces
    let pods = model.workloads.filter { $0.podLabels != nil }.map(\.namespace)
    for name in pods + model.networkSets.compactMap(\.namespace) where namespaces[name] == nil { namespaces[name] = [:] }
    for name in Array(namespaces.keys) { namespaces[name]?[CalicoLabel.metadataName] = name }
    return namespaces
  }

  /// The nodes that exist, with the addresses that pods in the network of their host show to be a node's.
  private static func nodes(of model: PolicyModel) -> [ClusterNode] {
    var nodes = model.nodes
    for pod in model.workloads where pod.isHostNetworked {
      guard let name = pod.node else { continue }
      let place = nodes.firstIndex { $0.name == name } ?? nodes.count
      if place == nodes.count { nodes.append(ClusterNode(name: name, addresses: [])) }
      for address in pod.addresses where !nodes[place].addresses.contains(address) { nodes[place].addresses.append(address) }
    }
    return nodes
  }

  private static func impliedProfiles(of model: PolicyModel, _ namespaces: [String: [String: String]]) -> [PolicyProfile] {
    var accounts = model.serviceAccounts
    for workload in model.workloads where workload.podLabels != nil {
      guard let name = workload.labels[CalicoLabel.serviceAccount] else { continue }
      let account = ServiceAccountName(namespace: workload.namespace, name: name)
      if accounts[account] == nil { accounts[account] = [:] }
    }
    return namespaces.map { PolicyProfile(namespace: $0.key, labels: $0.value) }
      + accounts.map { PolicyProfile(account: $0.key, labels: $0.value) }
  }
}
