import NetTypes
import Resources

/// Workloads: the short form of the config file and WorkloadEndpoint manifests.
enum WorkloadForm {
  /// An item of `workloads`.
  static var item: Form<Draft<Workload>> {
    Form { value in
      guard var fields = FieldReader(value, "workloads") else { return nil }
      var workload = Workload(name: "", addresses: [])
      fields.require("name", .text.obeying(.name), mend: "add name: NAME").map { workload.name = $0 }
      fields.read("namespace", .text.obeying(.name), into: &workload.namespace)
      fields.require("addresses", .list(of: .address.obeying(.address), atLeast: 1), mend: "add addresses: [ ADDRESS ]").map {
        workload.addresses = $0
      }
      fields.read("labels", .labels, into: &workload.labels)
      fields.read("serviceAccount", .name, into: &workload.serviceAccount)
      fields.read("interface", .interfaceName, into: &workload.interface)
      fields.read("ports", .list(of: port("workloads.ports")), into: &workload.ports)
      fields.finish()
      return Draft(spec: workload, fields: fields)
    }
  }

  /// The spec of a WorkloadEndpoint.
  static func read(_ manifest: ManifestHeader, _ fields: inout FieldReader) -> WorkloadDraft {
    var workload = Workload(name: manifest.name, addresses: [])
    workload.namespace = manifest.namespace ?? "default"
    workload.labels = manifest.labels
    fields.read("pod", .text.obeying(.name), into: &workload.name)
    let node = fields.read("node", .text)
    fields.read("ipNetworks", .list(of: .address(withLengthOf: nil).obeying(.address)), into: &workload.addresses)
    fields.read("interfaceName", .interfaceName, into: &workload.interface)
    fields.read("serviceAccountName", .text, into: &workload.serviceAccount)
    fields.read("ports", .list(of: port("WorkloadEndpoint.spec.ports")), into: &workload.ports)
    let orchestrator = fields.read("orchestrator", .text)
    let profiles = fields.read("profiles", .list(of: .text))
    fields.accept("workload", "endpoint", "containerID", "ipv4Gateway", "ipv6Gateway", "mac")
    for name in ["ipNATs", "allowSpoofedSourcePrefixes", "qosControls"] { fields.ignore(name) }
    fields.finish()
    let endpoint = endpoint(of: workload, on: node, orchestrator: orchestrator ?? "k8s", profiles: profiles)
    return WorkloadDraft(node: node, workload: Draft(spec: workload, fields: fields), endpoint: endpoint)
  }

  /// As policy sees it. What Kubernetes runs is a pod; what others run carries its own list of profiles.
  private static func endpoint(of workload: Workload, on node: String?, orchestrator: String, profiles: [String]?) -> WorkloadEndpoint {
    var endpoint: WorkloadEndpoint
    if orchestrator == "k8s" {
      var pod = Pod(namespace: workload.namespace, name: workload.name)
      pod.labels = workload.labels.filter { !$0.key.hasPrefix("projectcalico.org/") }
      pod.serviceAccount = workload.serviceAccount ?? "default"
      endpoint = pod.endpoint
      if let profiles { endpoint.profiles = profiles }
    } else {
      endpoint = WorkloadEndpoint(namespace: workload.namespace, name: workload.name)
      endpoint.labels = workload.labels
      endpoint.labels[CalicoLabel.namespace] = workload.namespace
      endpoint.labels[CalicoLabel.orchestrator] = orchestrator
      endpoint.profiles = profiles ?? []
    }
    endpoint.node = node
    endpoint.addresses = workload.addresses
    endpoint.ports = workload.ports
    return endpoint
  }

  /// A named port.
  static func port(_ context: String) -> Form<WorkloadPort> {
    .fields(context) { fields in
      fields.accept("hostPort", "hostIP")
      let name = fields.require("name", .name, mend: "add name: NAME")
      let ipProtocol = fields.read("protocol", .ipProtocol) ?? 6
      let port = fields.require("port", .port, mend: "add port: NUMBER")
      return name.flatMap { name in port.map { WorkloadPort(name: name, ipProtocol: ipProtocol, port: $0) } }
    }
  }
}

extension Form {
  /// The same, and right for a workload.
  fileprivate func obeying(_ rule: WorkloadRule<Value>) -> Form {
    Form { field in
      guard let value = read(field) else { return nil }
      if rule.accepts(value) { return value }
      field.refuse(expected: rule.expected)
      return nil
    }
  }
}

extension Form where Value == UInt8 {
  /// The name or number of a protocol with ports.
  fileprivate static var ipProtocol: Form {
    let names: [String: UInt8] = ["TCP": 6, "UDP": 17, "SCTP": 132, "ICMP": 1, "ICMPv6": 58, "UDPLite": 136]
    return Form { value in
      if let text = value.text, let number = names[text] ?? UInt8(text), number != 0 { return number }
      let nearest = value.text.flatMap { NearestName.of($0, among: names.keys.sorted()) }
      value.refuse(expected: "TCP, UDP, SCTP or 1...255", mend: nearest.map { "did you mean \($0)?" })
      return nil
    }
  }
}
