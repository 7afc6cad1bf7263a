import Diagnostics
import NetTypes
import Resources

/// Makes one configuration of the node's file and its manifests, and finds what is wrong between them.
///
/// What the node's file says wins over manifests: it is the more specific.
struct ConfigurationAssembly {
  let file: NodeFile
  let manifests: ManifestSet
  let reading: Reading

  /// The whole; errors have been reported to ``reading``.
  func assembled() -> NodeConfiguration {
    var configuration = file.configuration
    completeNode(&configuration)
    completeSpeaker(&configuration)
    configuration.bgp.filters = filters()
    addPeers(&configuration)
    configuration.workloads = workloads(of: configuration.node)
    checkBlocks()
    configuration.blocks = file.blocks.map(\.value)
    configuration.ipPools = manifests.pools.map(\.spec)
    configuration.nodes = manifests.nodes.map(\.spec)
    configuration.policyModel = PolicyAssembly(manifests: manifests).model(
      workloads: file.workloads.map { $0.spec.endpoint(on: configuration.node.name) })
    return configuration
  }

  private func completeNode(_ configuration: inout NodeConfiguration) {
    if configuration.node.name.isEmpty { configuration.node.name = reading.files.hostName() }
    for node in manifests.nodes where node.spec.name == configuration.node.name {
      configuration.node.labels.merge(node.spec.labels) { own, _ in own }
    }
  }

  /// The AS and the router ID have no default that would be right by itself.
  private func completeSpeaker(_ configuration: inout NodeConfiguration) {
    let name = configuration.node.name
    let node = manifests.nodes.last { $0.spec.name == name && $0.spec.ipv4Address != nil }?.spec
    // The node's own BGPConfiguration comes before the one for all.
    let defaults = ["node.\(name)", "default"].compactMap { wanted in manifests.configurations.first { $0.spec.name == wanted }?.spec }
    if file.bgp?.has("asNumber") != true {
      let number = manifests.nodes.first { $0.spec.name == name && $0.spec.asNumber != nil }?.spec.asNumber
      configuration.bgp.asNumber = number ?? defaults.compactMap(\.asNumber).first ?? .zero
      if configuration.bgp.asNumber == .zero { missing("asNumber", "add asNumber: NUMBER, the AS of this node") }
    }
    if file.bgp?.has("routerID") != true {
      configuration.bgp.routerID = RouterID(rawValue: node?.ipv4Address?.rawValue ?? 0)
      if configuration.bgp.routerID.rawValue == 0 {
        missing("routerID", "add routerID: an IPv4 address of this node, which no other peer uses")
      }
    }
    if file.bgp?.has("listenPort") != true, let port = defaults.compactMap(\.listenPort).first { configuration.bgp.listenPort = port }
    if file.bgp?.has("routeReflectorClusterID") != true, let cluster = node?.routeReflectorClusterID {
      configuration.bgp.routeReflectorClusterID = cluster
    }
    configuration.bgp.prefixAdvertisements = defaults.map(\.prefixAdvertisements).first { !$0.isEmpty } ?? []
  }

  /// Says what is missing, unless `bgp` is no mapping at all, which has been said.
  private func missing(_ field: String, _ mend: String) {
    if let bgp = file.bgp {
      bgp.missing(field, mend: mend)
    } else if !file.fields.has("bgp") {
      file.fields.error("missing field \"\(field)\" in bgp", mend: mend)
    }
  }

  private func filters() -> [BGPFilterSpec] {
    var places: [String: SourcePlace] = [:]
    let drafts = file.filters + manifests.filters
    for draft in drafts {
      let name = draft.spec.name
      let place = (draft.fields.value("name") ?? draft.fields.mapping).place
      if BuiltInFilterName(rawValue: name) != nil {
        (draft.fields.value("name") ?? draft.fields.mapping).error("\"\(name)\" is a built-in filter", mend: "choose another name")
      } else if let first = places.updateValue(place, forKey: name), !name.isEmpty {
        (draft.fields.value("name") ?? draft.fields.mapping).error(
          "filter \"\(name)\" is defined twice, first at \(first)", mend: "rename one of them")
      }
    }
    return drafts.map(\.spec)
  }

  private func addPeers(_ configuration: inout NodeConfiguration) {
    let drafts = file.peers + manifests.peers
    let names = configuration.bgp.filters.map(\.name)
    for peer in drafts { ReferenceCheck.filters(of: peer, known: names) }
    let mine = drafts.filter { $0.isMeant(for: configuration.node) }
    PeerCheck(settings: configuration.bgp).check(mine)
    let node = manifests.nodes.last { $0.spec.name == configuration.node.name }?.spec
    for draft in mine {
      if let reason = draft.pending {
        configuration.bgp.pendingPeers.append(PendingPeer(name: draft.spec.name, reason: reason))
        draft.fields.warning("peer \"\(draft.spec.name)\" waits: \(reason)")
        continue
      }
      var spec = draft.spec
      if draft.usesNodeAddress {
        spec.sourceAddress = spec.remote.family == .ipv4 ? node?.ipv4Address.map { .v4($0) } : node?.ipv6Address.map { .v6($0) }
      }
      configuration.bgp.peers.append(spec)
    }
  }

  private func workloads(of node: NodeIdentity) -> [Workload] {
    let drafts = file.workloads + manifests.workloads.filter { $0.node == node.name }.map(\.workload)
    var byName: [String: SourcePlace] = [:]
    var byAddress: [IPAddress: String] = [:]
    for draft in drafts {
      let name = draft.spec.qualifiedName
      let value = draft.fields.value("name") ?? draft.fields.mapping
      if let first = byName.updateValue(value.place, forKey: name), !draft.spec.name.isEmpty {
        value.error("workload \(name) is defined twice, first at \(first)", mend: "rename one of them")
      }
      for (index, address) in draft.spec.addresses.enumerated() {
        guard let owner = byAddress.updateValue(name, forKey: address) else { continue }
        let items = (draft.fields.value("addresses") ?? draft.fields.value("ipNetworks"))?.items ?? []
        (items.indices.contains(index) ? items[index] : value).error(
          "\(address) is already the address of workload \(owner)", mend: "give each its own")
      }
    }
    return drafts.map(\.spec)
  }

  private func checkBlocks() {
    for (index, block) in file.blocks.enumerated() {
      let other = file.blocks[..<index].first { $0.value.contains(block.value) || block.value.contains($0.value) }
      if let other { block.field.error("\(block.value) overlaps with \(other.value)", mend: "remove one of them") }
    }
  }
}
