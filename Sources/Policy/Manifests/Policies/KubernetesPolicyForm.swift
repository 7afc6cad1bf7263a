import NetTypes
import Resources

/// The fields of a NetworkPolicy of networking.k8s.io/v1, which StagedKubernetesNetworkPolicy shares.
enum KubernetesPolicyForm {
  /// Reads a spec and reports what is unknown.
  static func read(_ manifest: ManifestHeader, _ fields: inout FieldReader) -> KubernetesNetworkPolicy {
    var policy = KubernetesNetworkPolicy(namespace: manifest.namespace ?? "default", name: manifest.name)
    let context = fields.context
    fields.read("podSelector", .objectSelector("\(context).podSelector"), into: &policy.podSelector)
    if let types = fields.read("policyTypes", .list(of: .policyType)) { policy.policyTypes = Set(types) }
    fields.read("ingress", .rightItems(of: .networkPolicyRule("\(context).ingress", peers: "from")), into: &policy.ingress)
    fields.read("egress", .rightItems(of: .networkPolicyRule("\(context).egress", peers: "to")), into: &policy.egress)
    for direction in TrafficDirection.allCases where !policy.directions.contains(direction) {
      guard let rules = fields.value(direction.rawValue), rules.items?.isEmpty == false else { continue }
      rules.warning("these rules do nothing: policyTypes does not list \(direction.typeName)", mend: "add it to policyTypes")
    }
    fields.finish()
    return policy
  }
}

extension TrafficDirection {
  /// As `policyTypes` and `types` have it.
  var typeName: String { self == .ingress ? "Ingress" : "Egress" }
}

extension Form where Value == TrafficDirection {
  /// `Ingress` or `Egress`.
  static var policyType: Form {
    Form<PolicyTypeWord>.word.map { $0 == .ingress ? .ingress : .egress }
  }
}

extension Form where Value == KubernetesNetworkPolicy.Rule {
  fileprivate static func networkPolicyRule(_ context: String, peers: String) -> Form {
    fields(context) { fields in
      var rule = KubernetesNetworkPolicy.Rule()
      fields.read(peers, .rightItems(of: .networkPolicyPeer("\(context).\(peers)")), into: &rule.peers)
      fields.read("ports", .rightItems(of: .networkPolicyPort("\(context).ports")), into: &rule.ports)
      return rule
    }
  }
}

extension Form where Value == KubernetesNetworkPolicy.Peer {
  fileprivate static func networkPolicyPeer(_ context: String) -> Form {
    fields(context) { fields in
      let block = fields.read("ipBlock", .ipBlock("\(context).ipBlock"))
      let pods = fields.read("podSelector", .objectSelector("\(context).podSelector"))
      let namespaces = fields.read("namespaceSelector", .objectSelector("\(context).namespaceSelector"))
      if let field = fields.value("ipBlock"), fields.has("podSelector") || fields.has("namespaceSelector") {
        field.error("stands beside a selector", mend: "make it an item of its own: either matches then")
        return nil
      }
      if !fields.has("ipBlock") && !fields.has("podSelector") && !fields.has("namespaceSelector") {
        fields.error("a peer without any field means nobody and everybody", mend: "write podSelector: {} for every pod of the namespace")
        return nil
      }
      return block ?? (fields.has("ipBlock") ? nil : .pods(namespaces: namespaces, pods: pods))
    }
  }

  private static func ipBlock(_ context: String) -> Form {
    fields(context) { fields in
      let cidr = fields.require("cidr", .network, mend: "add cidr: PREFIX")
      let except = fields.read("except", .rightItems(of: .network)) ?? []
      guard let cidr else { return nil }
      for (field, hole) in zip(fields.value("except")?.items ?? [], except) where !cidr.contains(hole) || hole.length == cidr.length {
        field.error("\(hole) is not strictly inside cidr \(cidr)", mend: "remove it, or make it a part of the cidr")
      }
      return .block(cidr, except: except)
    }
  }
}

extension Form where Value == KubernetesNetworkPolicy.Port {
  fileprivate static func networkPolicyPort(_ context: String) -> Form {
    fields(context) { fields in
      var port = KubernetesNetworkPolicy.Port()
      fields.read("protocol", .transportProtocol, into: &port.ipProtocol)
      fields.read("port", .kubernetesPort, into: &port.port)
      let end = fields.read("endPort", Form<UInt16>.port)
      guard let end, let field = fields.value("endPort") else { return port }
      switch port.port {
      case .range(let range) where end >= range.lowerBound: port.port = .range(range.lowerBound...end)
      case .range(let range): field.refuse(expected: "a port not below port \(range.lowerBound)")
      case .name(let name): field.error("a range needs a number as port, found the name \"\(name)\"", mend: "give port a number")
      case nil: if !fields.has("port") { field.error("a range needs port as its beginning", mend: "add port: NUMBER") }
      }
      return port
    }
  }
}

extension Form where Value == PortMatch {
  /// A number, or the name of a pod's port.
  static var kubernetesPort: Form {
    Form { value in
      if value.isPlain, let text = value.text, Int(text) != nil { return Form<UInt16>.port.read(value).map { .port($0) } }
      return Form<String>.portName.read(value).map { .name($0) }
    }
  }
}

extension Form where Value == String {
  /// The name of a port, as Kubernetes takes it (RFC 6335): at least one letter, so that it is no number.
  static var portName: Form {
    scalar("1...65535 or the name of a port: at most 15 lower-case letters, digits and '-'") { text in
      let isName = text.utf8.allSatisfy { byte in
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
          || byte == UInt8(ascii: "-")
      }
      return isName && (1...15).contains(text.utf8.count) && text.contains(where: \.isLetter) ? text : nil
    }
  }
}

extension Form where Value == UInt8 {
  /// TCP, UDP or SCTP: the protocols that Kubernetes knows.
  static var transportProtocol: Form {
    Form<TransportWord>.word.map { IPProtocol.number(of: $0.rawValue) }
  }
}

extension Form where Value == IPPrefix {
  /// A prefix whose host bits do not matter: as Kubernetes and Calico mask them.
  static var network: Form { scalar("an IP prefix (address/length)") { $0.contains("/") ? IPPrefix(lenient: $0) : nil } }

  /// The same, or a bare address.
  static var networkOrAddress: Form { scalar("an IP prefix (address/length) or an address") { IPPrefix(lenient: $0) } }
}

private enum PolicyTypeWord: String, CaseIterable {
  case ingress = "Ingress"
  case egress = "Egress"
}

private enum TransportWord: String, CaseIterable {
  case tcp = "TCP"
  case udp = "UDP"
  case sctp = "SCTP"
}
