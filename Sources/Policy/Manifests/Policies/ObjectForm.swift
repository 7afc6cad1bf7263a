import NetTypes
import Resources

/// Kubernetes' own objects, as far as policy looks at them. They have many more fields, which are none of ours and not reported.
enum ObjectForm {
  /// A Pod.
  static func pod(_ manifest: ManifestHeader, _ fields: inout FieldReader) -> Pod {
    var pod = Pod(namespace: manifest.namespace ?? "default", name: manifest.name)
    pod.labels = manifest.labels
    if var spec = opened("spec", of: fields, "Pod.spec") {
      spec.read("nodeName", .text, into: &pod.node)
      spec.read("serviceAccountName", .text, into: &pod.serviceAccount)
      spec.read("hostNetwork", .truth, into: &pod.hostNetwork)
      for name in ["containers", "initContainers"] {
        for container in spec.value(name)?.items ?? [] {
          for port in container["ports"]?.items ?? [] { if let port = containerPort(port) { pod.ports.append(port) } }
        }
      }
    }
    if var status = opened("status", of: fields, "Pod.status") {
      let phase = status.read("phase", .text)
      pod.hasEnded = phase == "Succeeded" || phase == "Failed"
      let listed = (status.value("podIPs")?.items ?? []).compactMap { $0["ip"] }
      for address in ([status.value("podIP")].compactMap(\.self) + listed).compactMap(Form<IPAddress>.address.read)
      where !pod.addresses.contains(address) { pod.addresses.append(address) }
    }
    return pod
  }

  /// A container's port; nil for one without a name, which no policy can mean.
  private static func containerPort(_ value: FieldValue) -> WorkloadPort? {
    guard var fields = FieldReader(value, "Pod.spec.containers.ports") else { return nil }
    let number = fields.read("protocol", .transportProtocol) ?? IPProtocol.tcp
    let port = fields.require("containerPort", Form<UInt16>.port, mend: "add containerPort: NUMBER")
    guard fields.has("name"), let name = fields.read("name", .text) else { return nil }
    return port.map { WorkloadPort(name: name, ipProtocol: number, port: $0) }
  }

  /// A Service: what it selects and how it calls its ports.
  static func service(_ manifest: ManifestHeader, _ fields: inout FieldReader) -> ServiceDraft {
    var service = ServiceDraft(name: ServiceName(namespace: manifest.namespace ?? "default", name: manifest.name))
    guard var spec = opened("spec", of: fields, "Service.spec") else { return service }
    service.selector = spec.read("selector", .labels)
    let addresses = [spec.value("clusterIP")].compactMap(\.self) + (spec.value("clusterIPs")?.items ?? [])
    service.addresses = addresses.filter { $0.text != "None" }.compactMap(Form<IPAddress>.address.read)
    for port in spec.value("ports")?.items ?? [] {
      guard var fields = FieldReader(port, "Service.spec.ports") else { continue }
      let number = fields.read("protocol", .transportProtocol) ?? IPProtocol.tcp
      guard let own = fields.require("port", Form<UInt16>.port, mend: "add port: NUMBER") else { continue }
      service.ports.append(ServiceDraft.Port(ipProtocol: number, target: fields.read("targetPort", .kubernetesPort) ?? .port(own)))
    }
    return service
  }

  /// An EndpointSlice: the Service that it is of, and its part of the endpoints; nil without a Service.
  static func slice(_ manifest: ManifestHeader, _ fields: inout FieldReader) -> (service: ServiceName, endpoints: [ServiceEndpoint])? {
    guard let name = manifest.labels["kubernetes.io/service-name"] else { return nil }
    let ports = (fields.value("ports")?.items ?? []).compactMap { value -> ServiceEndpoint.Port? in
      guard var fields = FieldReader(value, "EndpointSlice.ports") else { return nil }
      let number = fields.read("protocol", .transportProtocol) ?? IPProtocol.tcp
      return ServiceEndpoint.Port(ipProtocol: number, port: fields.read("port", Form<UInt16>.port))
    }
    var endpoints: [ServiceEndpoint] = []
    for item in fields.value("endpoints")?.items ?? [] {
      for address in (item["addresses"]?.items ?? []).compactMap(Form<IPAddress>.address.read) {
        endpoints.append(ServiceEndpoint(address: address, ports: ports))
      }
    }
    return (ServiceName(namespace: manifest.namespace ?? "default", name: name), endpoints)
  }

  /// A Node: its labels and its addresses inside and outside.
  static func node(_ manifest: ManifestHeader, _ fields: inout FieldReader) -> ClusterNode {
    var node = ClusterNode(name: manifest.name, labels: manifest.labels, addresses: [])
    for item in fields.value("status")?["addresses"]?.items ?? [] where ["InternalIP", "ExternalIP"].contains(item["type"]?.text) {
      if let address = item["address"].flatMap(Form<IPAddress>.address.read) { node.addresses.append(address) }
    }
    return node
  }

  private static func opened(_ name: String, of fields: FieldReader, _ context: String) -> FieldReader? {
    fields.value(name).flatMap { FieldReader($0, context) }
  }
}

/// A Service before its endpoints are known.
struct ServiceDraft {
  /// One of its ports, as the pods have it.
  struct Port {
    var ipProtocol: UInt8
    var target: PortMatch
  }

  var name: ServiceName
  /// The labels of its pods; nil for one whose endpoints somebody else writes.
  var selector: [String: String]?
  var ports: [Port] = []
  /// Its own addresses, which policy never sees.
  var addresses: [IPAddress] = []
}
