import NetTypes
import Resources

/// Everybody who has addresses or labels, with labels handed down by profiles.
struct Population {
  private(set) var holders: [AddressHolder] = []
  private(set) var holderAddresses = Lists<IPAddress>()
  private(set) var holderProfiles = Lists<Int32>()
  private(set) var holderPorts = Lists<HolderPort>()
  private(set) var workloads: [WorkloadName: Int] = [:]
  private(set) var hosts: [String: Int] = [:]
  private(set) var nodes: [String: Int] = [:]
  private(set) var wideHosts: [Int32: Int] = [:]
  private(set) var nodeHolders: [Int32: Int] = [:]
  private(set) var memberships = Memberships()
  private(set) var portNames = Names()
  private(set) var profileNames = Names()
  /// Those given, those of namespaces and those of service accounts.
  let profiles: [PolicyProfile]

  private var nodeNames = Names()
  private var prefixes: [(prefix: IPPrefix, holder: Int32)] = []
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
    let wide = hosts.values.filter { holders[$0].isAllInterfaces }
    let named = hosts.filter { wide.contains($0.value) }.sorted { $0.key < $1.key }
    for (_, place) in named where wideHosts[holders[place].node] == nil { wideHosts[holders[place].node] = place }
  }

  /// Who has which address.
  func addresses() -> AddressTable { AddressTable(prefixes) { holders[Int($0)].identity } }

  /// Gives endpoints their classes and returns these.
  mutating func classify() -> [EndpointClass] {
    var classes: [EndpointClass] = []
    var places: [EndpointClass: Int32] = [:]
    for index in holders.indices where holders[index].kind == .workload || holders[index].kind == .host {
      let key = EndpointClass(identity: holders[index].identity, isHost: holders[index].kind == .host)
      if places[key] == nil {
        places[key] = Int32(classes.count)
        classes.append(key)
      }
      holders[index].endpointClass = places[key] ?? -1
    }
    return classes
  }

  private mutating func add(_ workload: WorkloadEndpoint) {
    var holder = AddressHolder(kind: .workload)
    if let node = workload.node { holder.node = nodeNames.number(node) }
    holder.isHostNetworked = workload.isHostNetworked
    holder.isPoliced = workload.isPoliced
    if !workload.isHostNetworked {
      var identity = LabelIdentity()
      identity.effective = memberships.number(effective(workload.labels, workload.profiles), of: .effective)
      if let labels = workload.podLabels {
        identity.pod = memberships.number(labels, of: .pod)
        identity.namespace = memberships.number(namespaces[workload.namespace] ?? [:], of: .namespace)
      }
      holder.identity = memberships.number(identity)
    }
    workloads[WorkloadName(namespace: workload.namespace, name: workload.name)] = holders.count
    // The addresses of a pod in the network of its host are the node's.
    let own = workload.isHostNetworked ? [] : workload.addresses.map(IPPrefix.init(host:))
    append(holder, workload.addresses, workload.profiles, workload.ports, own)
  }

  private mutating func add(_ host: HostEndpoint) {
    var holder = AddressHolder(kind: .host)
    holder.node = nodeNames.number(host.node)
    holder.isAllInterfaces = host.isAllInterfaces
    holder.identity = identity(.effective, effective(host.labels, host.profiles))
    hosts[host.name] = holders.count
    append(holder, host.expectedIPs, host.profiles, host.ports, host.expectedIPs.map(IPPrefix.init(host:)))
  }

  private mutating func add(_ set: NetworkSet) {
    var holder = AddressHolder(kind: .networkSet)
    var (labels, profiles) = (set.labels, [String]())
    if let namespace = set.namespace {
      labels[CalicoLabel.namespace] = namespace
      profiles = [PolicyProfile.name(ofNamespace: namespace)]
    }
    holder.identity = identity(.effective, effective(labels, profiles))
    append(holder, [], [], [], set.nets)
  }

  private mutating func add(_ node: ClusterNode) {
    var holder = AddressHolder(kind: .node)
    holder.node = nodeNames.number(node.name)
    holder.identity = identity(.node, node.labels)
    nodes[node.name] = holders.count
    nodeHolders[holder.node] = holders.count
    append(holder, node.addresses, [], [], node.addresses.map(IPPrefix.init(host:)))
  }

  private mutating func identity(_ source: LabelSource, _ labels: [String: String]) -> Int32 {
    var identity = LabelIdentity()
    identity[source] = memberships.number(labels, of: source)
    return memberships.number(identity)
  }

  private mutating func append(
    _ holder: AddressHolder, _ addresses: [IPAddress], _ profiles: [String], _ ports: [WorkloadPort], _ own: [IPPrefix]
  ) {
    var holder = holder
    holder.addresses = holderAddresses.add(addresses)
    holder.profiles = holderProfiles.add(profiles.map { profileNames.number($0) })
    holder.ports = holderPorts.add(
      ports.map { HolderPort(name: portNames.number($0.name), port: $0.port, ipProtocol: $0.ipProtocol) })
    for prefix in own { prefixes.append((prefix, Int32(holders.count))) }
    holders.append(holder)
  }

  /// Own labels first, else those of the first profile that has the key.
  private func effective(_ own: [String: String], _ profiles: [String]) -> [String: String] {
    profiles.reduce(into: own) { labels, profile in labels.merge(handedDown[profile] ?? [:]) { first, _ in first } }
  }

  /// All namespaces that exist or that a pod or network set shows to exist, with the label that Kubernetes sets on each.
  private static func namespaces(of model: PolicyModel) -> [String: [String: String]] {
    var namespaces = model.namespaces
    let pods = model.workloads.lazy.filter { $0.podLabels != nil }.map(\.namespace)
    for name in pods where namespaces[name] == nil { namespaces[name] = [:] }
    for name in model.networkSets.compactMap(\.namespace) where namespaces[name] == nil { namespaces[name] = [:] }
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
