import NetTypes
import Resources

/// ClusterNetworkPolicy, AdminNetworkPolicy and BaselineAdminNetworkPolicy of policy.networking.k8s.io.
enum ClusterPolicyForm {
  /// Reads a spec and reports what is unknown.
  static func read(_ kind: PolicyKind, _ manifest: ManifestHeader, _ fields: inout FieldReader) -> ClusterPolicy {
    let stage = stage(kind, &fields)
    var priority: Int?
    if kind == .baselineAdminNetworkPolicy {
      if manifest.name != "default" {
        fields.error("a BaselineAdminNetworkPolicy is named default, found \"\(manifest.name)\"", mend: "write metadata: { name: default }")
      }
    } else {
      priority = fields.require("priority", .integer(0...1000), mend: "add priority: 0...1000; the smaller goes first")
    }
    let context = fields.context
    let subject = fields.require(
      "subject", .podSet("\(context).subject"), mend: "add subject: { namespaces: {} } for every pod of the cluster")
    var policy = ClusterPolicy(
      PolicyID(kind, name: manifest.name), stage: stage, priority: priority, subject: subject ?? .namespaces(ObjectSelector()))
    let form = ClusterRuleForm(kind: kind)
    fields.read("ingress", .rightItems(of: form.rule("\(context).ingress", .ingress)), into: &policy.ingress)
    fields.read("egress", .rightItems(of: form.rule("\(context).egress", .egress)), into: &policy.egress)
    fields.finish()
    return policy
  }

  private static func stage(_ kind: PolicyKind, _ fields: inout FieldReader) -> ClusterPolicy.Stage {
    switch kind {
    case .baselineAdminNetworkPolicy: .baseline
    case .clusterNetworkPolicy: fields.require("tier", .word, mend: "add tier: Admin or Baseline") ?? .admin
    default: .admin
    }
  }
}

/// The rules of one of these kinds.
struct ClusterRuleForm {
  let kind: PolicyKind

  /// v1alpha2 has `protocols`, v1alpha1 has `ports`.
  private var isNew: Bool { kind == .clusterNetworkPolicy }

  func rule(_ context: String, _ direction: TrafficDirection) -> Form<ClusterPolicy.Rule> {
    let peersName = direction == .ingress ? "from" : "to"
    return .fields(context) { fields in
      fields.accept("name")
      let action = action(&fields)
      let peers = fields.require(
        peersName, .rightItems(of: peer("\(context).\(peersName)", direction, action)),
        mend: "add \(peersName): [ { namespaces: {} } ] for every pod")
      if fields.value(peersName)?.items?.isEmpty == true {
        fields.value(peersName)?.error("expected at least one item, found an empty list", mend: "write { namespaces: {} } for every pod")
      }
      let name = isNew ? "protocols" : "ports"
      let form = isNew ? transport("\(context).protocols", action) : olderPort("\(context).ports", action)
      let protocols = fields.read(name, .rightItems(of: form))
      if let field = fields.value(name), field.items?.isEmpty == true {
        field.error("expected at least one item, found an empty list", mend: "remove it: without it the rule is about everything")
      }
      return action.map { ClusterPolicy.Rule($0, peers: peers ?? [], protocols: protocols) }
    }
  }

  private func action(_ fields: inout FieldReader) -> RuleAction? {
    let words = isNew ? ["Accept", "Deny", "Pass"] : kind == .adminNetworkPolicy ? ["Allow", "Deny", "Pass"] : ["Allow", "Deny"]
    let actions: [String: RuleAction] = ["Accept": .allow, "Allow": .allow, "Deny": .deny, "Pass": .pass]
    let expected = words.dropLast().joined(separator: ", ") + " or " + (words.last ?? "")
    let form = Form<RuleAction> { value in
      if let text = value.text, words.contains(text), let action = actions[text] { return action }
      let nearest = value.text.flatMap { NearestName.of($0, among: words) }
      value.refuse(expected: expected, mend: nearest.map { "did you mean \($0)?" })
      return nil
    }
    return fields.require("action", form, mend: "add action: \(expected)")
  }

  private func peer(_ context: String, _ direction: TrafficDirection, _ action: RuleAction?) -> Form<ClusterPolicy.Peer> {
    Form { value in
      guard var fields = FieldReader(value, context) else { return nil }
      let known = direction == .ingress ? ["namespaces", "pods"] : ["namespaces", "pods", "networks", "nodes", "domainNames"]
      let given = fields.entries.map(\.key)
      guard given.count == 1, let field = given.first else {
        fields.error(
          "expected one of \(known.joined(separator: ", ")), found \(given.isEmpty ? "nothing" : "\(given.count) fields")",
          mend: "make each an item of its own")
        return nil
      }
      switch field.name {
      case "namespaces", "pods": return Form<ClusterPolicy.PodSet>.podSet(context).read(value).map { .pods($0) }
      case "networks" where direction == .egress:
        return fields.read("networks", .list(of: .network, atLeast: 1)).map { .networks($0) }
      case "nodes" where direction == .egress: return fields.read("nodes", .objectSelector("\(context).nodes")).map { .nodes($0) }
      default:
        warnClosed(field, "peer \"\(field.name)\"", action)
        return .unsupported
      }
    }
  }

  /// Says what becomes of a rule that has something in it that is not understood.
  private func warnClosed(_ field: FieldValue, _ what: String, _ action: RuleAction?) {
    field.named("").warning(
      "\(what) is not supported by this version: the rule fails closed and \(action == .allow ? "allows nothing" : "denies everything")",
      mend: "write it with what this version supports")
  }

  /// v1alpha2: one of `tcp`, `udp`, `sctp`, `destinationNamedPort`.
  private func transport(_ context: String, _ action: RuleAction?) -> Form<ClusterPolicy.TransportMatch> {
    Form { value in
      guard var fields = FieldReader(value, context) else { return nil }
      guard fields.entries.count == 1, let key = fields.entries.first?.key else {
        fields.error("expected one of tcp, udp, sctp, destinationNamedPort", mend: "make each an item of its own")
        return nil
      }
      if key.name == "destinationNamedPort" { return fields.read(key.name, .portName).map { .named($0, ipProtocol: nil) } }
      guard ["tcp", "udp", "sctp"].contains(key.name), let number = IPProtocol.number(of: key.name) else {
        warnClosed(key, "protocol \"\(key.name)\"", action)
        return .unsupported
      }
      guard fields.has(key.name) else { return .ports(ipProtocol: number, nil) }
      let ports = Form<ClusterPolicy.TransportMatch>.fields("\(context).\(key.name)") { fields in
        let range = fields.read("destinationPort", destinationPort("\(context).\(key.name).destinationPort"))
        return .ports(ipProtocol: number, range)
      }
      return fields.read(key.name, ports)
    }
  }

  private func destinationPort(_ context: String) -> Form<ClosedRange<UInt16>> {
    .fields(context) { fields in
      let number = fields.read("number", Form<UInt16>.port)
      let range = fields.read("range", Self.range("\(context).range"))
      if fields.has("number") == fields.has("range") {
        fields.error("expected number or range, found \(fields.has("number") ? "both" : "neither")", mend: "write { number: 80 }")
      }
      return number.map { $0...$0 } ?? range
    }
  }

  private static func range(_ context: String) -> Form<ClosedRange<UInt16>> {
    .fields(context) { fields in range(&fields) }
  }

  private static func range(_ fields: inout FieldReader) -> ClosedRange<UInt16>? {
    let start = fields.require("start", Form<UInt16>.port, mend: "add start: NUMBER")
    let end = fields.require("end", Form<UInt16>.port, mend: "add end: NUMBER")
    guard let start, let end else { return nil }
    if start >= end {
      fields.value("end")?.refuse(expected: "a port above start \(start)")
      return nil
    }
    return start...end
  }

  /// v1alpha1: one of `portNumber`, `portRange`, `namedPort`.
  private func olderPort(_ context: String, _ action: RuleAction?) -> Form<ClusterPolicy.TransportMatch> {
    Form { value in
      guard var fields = FieldReader(value, context) else { return nil }
      guard fields.entries.count == 1, let key = fields.entries.first?.key else {
        fields.error("expected one of portNumber, portRange, namedPort", mend: "make each an item of its own")
        return nil
      }
      switch key.name {
      case "namedPort": return fields.read("namedPort", .portName).map { .named($0, ipProtocol: nil) }
      case "portNumber":
        return fields.read(
          "portNumber",
          .fields("\(context).portNumber") { fields in
            let number = fields.read("protocol", .transportProtocol) ?? IPProtocol.tcp
            let port = fields.require("port", Form<UInt16>.port, mend: "add port: NUMBER")
            return port.map { .ports(ipProtocol: number, $0...$0) }
          })
      case "portRange":
        return fields.read(
          "portRange",
          .fields("\(context).portRange") { fields in
            let number = fields.read("protocol", .transportProtocol) ?? IPProtocol.tcp
            return Self.range(&fields).map { .ports(ipProtocol: number, $0) }
          })
      default:
        warnClosed(key, "port \"\(key.name)\"", action)
        return .unsupported
      }
    }
  }
}

extension Form where Value == ClusterPolicy.PodSet {
  /// Exactly one of `namespaces` and `pods`.
  fileprivate static func podSet(_ context: String) -> Form {
    fields(context) { fields in
      let namespaces = fields.read("namespaces", .objectSelector("\(context).namespaces"))
      let pods = fields.read("pods", .podsOfNamespaces("\(context).pods"))
      if fields.has("namespaces") == fields.has("pods") {
        fields.error("expected namespaces or pods, found \(fields.has("pods") ? "both" : "neither")", mend: "namespaces: {} is every pod")
        return nil
      }
      return namespaces.map { .namespaces($0) } ?? pods
    }
  }

  private static func podsOfNamespaces(_ context: String) -> Form {
    fields(context) { fields in
      let namespaces = fields.read("namespaceSelector", .objectSelector("\(context).namespaceSelector")) ?? ObjectSelector()
      let pods = fields.read("podSelector", .objectSelector("\(context).podSelector")) ?? ObjectSelector()
      return .pods(namespaces: namespaces, pods: pods)
    }
  }
}
