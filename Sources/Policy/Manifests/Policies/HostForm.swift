import NetTypes
import Resources

/// HostEndpoint, NetworkSet and GlobalNetworkSet.
enum HostForm {
  /// The spec of a HostEndpoint.
  static func host(_ manifest: ManifestHeader, _ fields: inout FieldReader) -> HostEndpoint {
    let node = fields.require("node", .text, mend: "add node: NAME")
    var host = HostEndpoint(name: manifest.name, node: node ?? "")
    host.labels = manifest.labels
    fields.read("interfaceName", .text, into: &host.interface)
    fields.read("expectedIPs", .list(of: .address), into: &host.expectedIPs)
    fields.read("profiles", .list(of: .text), into: &host.profiles)
    fields.read("ports", .list(of: WorkloadForm.port("HostEndpoint.spec.ports")), into: &host.ports)
    fields.finish()
    if host.interface == nil, host.expectedIPs.isEmpty {
      fields.error("a HostEndpoint needs interfaceName or expectedIPs", mend: "add interfaceName: \"*\" for every interface of the node")
    }
    return host
  }

  /// What the spec of a Calico Node says to policy.
  static func node(_ manifest: ManifestHeader, _ fields: FieldReader) -> ClusterNode {
    let bgp = fields.value("bgp")
    let values = [bgp?["ipv4Address"], bgp?["ipv6Address"]] + (fields.value("addresses")?.items ?? []).map { $0["address"] }
    let addresses = values.compactMap { $0?.text.flatMap(Self.address) }
    return ClusterNode(name: manifest.name, labels: manifest.labels, addresses: addresses)
  }

  /// An address, with or without the length of its network.
  private static func address(_ text: String) -> IPAddress? { IPAddress(String(text.prefix { $0 != "/" })) }

  /// The spec of a network set; without a namespace it is a GlobalNetworkSet.
  static func networkSet(_ manifest: ManifestHeader, namespace: String?, _ fields: inout FieldReader) -> NetworkSet {
    var set = NetworkSet(namespace: namespace, name: manifest.name, labels: manifest.labels, nets: [])
    fields.read("nets", .rightItems(of: .networkOrAddress), into: &set.nets)
    fields.ignore("allowedEgressDomains")
    fields.finish()
    return set
  }
}
