import NetTypes
import Resources

/// BGPConfiguration, Node and IPPool manifests, as far as BGP looks at them.
enum ClusterForms {
  /// The spec of a BGPConfiguration.
  static func configuration(_ name: String, _ fields: inout FieldReader) -> Draft<BGPConfigurationSpec> {
    var spec = BGPConfigurationSpec(name: name)
    fields.read("asNumber", .asNumber, into: &spec.asNumber)
    fields.read("listenPort", .port, into: &spec.listenPort)
    let names = fields.read("communities", .list(of: .namedCommunity)) ?? []
    let values = Dictionary(names.map { ($0.name, $0.value) }) { first, _ in first }
    fields.read("prefixAdvertisements", .list(of: .prefixAdvertisement(values)), into: &spec.prefixAdvertisements)
    if fields.read("nodeToNodeMeshEnabled", .truth) == true {
      fields.value("nodeToNodeMeshEnabled")?.warning(
        "this version makes no mesh by itself", mend: "add a peer with peerRange: PREFIX and asNumber: internal")
    }
    for name in ["serviceClusterIPs", "serviceExternalIPs", "serviceLoadBalancerIPs"] {
      fields.accept(name)
      if let value = fields.value(name), value.items?.isEmpty != true {
        value.warning("service addresses are not advertised by this version")
      }
    }
    for (name, text) in ineffective { fields.ignore(name, default: text) }
    fields.finish()
    return Draft(spec: spec, fields: fields)
  }

  /// Fields of a BGPConfiguration that this version does nothing with, and Calico's defaults of those that have one.
  private static let ineffective: [(String, String?)] = [
    ("logSeverityScreen", "Info"), ("nodeMeshPassword", nil), ("nodeMeshMaxRestartTime", "120s"), ("bindMode", "None"),
    ("ignoredInterfaces", nil), ("localWorkloadPeeringIPV4", nil), ("localWorkloadPeeringIPV6", nil),
    ("serviceLoadBalancerAggregation", "Enabled"), ("programClusterRoutes", "Disabled"), ("ipv4NormalRoutePriority", "1024"),
    ("ipv4ElevatedRoutePriority", "512"), ("ipv6NormalRoutePriority", "1024"), ("ipv6ElevatedRoutePriority", "512"),
  ]

  /// The spec of a Calico Node.
  static func node(_ manifest: ManifestHeader, _ fields: inout FieldReader) -> Draft<NodeSpec> {
    var spec = NodeSpec(name: manifest.name)
    spec.labels = manifest.labels
    let named = spec
    let bgp = Form<NodeSpec>.fields("Node.spec.bgp") { fields in
      var bgp = named
      fields.read("asNumber", .asNumber, into: &bgp.asNumber)
      if case .v4(let address) = fields.read("ipv4Address", .address(withLengthOf: .ipv4)) { bgp.ipv4Address = address }
      if case .v6(let address) = fields.read("ipv6Address", .address(withLengthOf: .ipv6)) { bgp.ipv6Address = address }
      fields.read("routeReflectorClusterID", .routerID, into: &bgp.routeReflectorClusterID)
      fields.accept("ipv4IPIPTunnelAddr")
      return bgp
    }
    fields.read("bgp", bgp, into: &spec)
    fields.accept(
      "orchRefs", "addresses", "ipv4VXLANTunnelAddr", "ipv6VXLANTunnelAddr", "vxlanTunnelMACAddr", "vxlanTunnelMACAddrV6", "wireguard",
      "interfaces")
    fields.finish()
    return Draft(spec: spec, fields: fields)
  }

  /// The spec of an IPPool.
  static func pool(_ name: String, _ fields: inout FieldReader) -> Draft<IPPoolSpec> {
    let cidr = fields.require("cidr", .prefix, mend: "add cidr: PREFIX")
    var spec = IPPoolSpec(name: name, cidr: cidr ?? IPPrefix(.any as IPv4Address, length: 0))
    fields.read("disableBGPExport", .truth, into: &spec.disableBGPExport)
    fields.accept(
      "vxlanMode", "ipipMode", "natOutgoing", "disabled", "blockSize", "nodeSelector", "namespaceSelector", "allowedUses", "assignmentMode",
      "ipip", "nat-outgoing")
    fields.finish()
    return Draft(spec: spec, fields: fields)
  }
}

/// An entry of BGPConfiguration's `communities`.
private struct NamedCommunity {
  var name: String
  var value: CommunityValue
}

extension Form where Value == NamedCommunity {
  fileprivate static var namedCommunity: Form {
    fields("BGPConfiguration.spec.communities") { fields in
      let name = fields.require("name", .name, mend: "add name: NAME")
      let value = fields.require("value", .community, mend: "add value: \"64512:1\"")
      return name.flatMap { name in value.map { NamedCommunity(name: name, value: $0) } }
    }
  }
}

extension Form where Value == PrefixAdvertisement {
  fileprivate static func prefixAdvertisement(_ names: [String: CommunityValue]) -> Form {
    let community = Form<CommunityValue> { value in
      guard let text = value.text, let community = names[text] ?? CommunityValue(text) else {
        let nearest = value.text.flatMap { NearestName.of($0, among: Array(names.keys)) }
        value.refuse(expected: "a community or a name from communities", mend: nearest.map { "did you mean \"\($0)\"?" })
        return nil
      }
      return community
    }
    return fields("BGPConfiguration.spec.prefixAdvertisements") { fields in
      let cidr = fields.require("cidr", .prefix, mend: "add cidr: PREFIX")
      let communities = fields.require("communities", .list(of: community, atLeast: 1), mend: "add communities: [ \"64512:1\" ]")
      return cidr.flatMap { cidr in communities.map { PrefixAdvertisement(cidr: cidr, communities: $0) } }
    }
  }
}
