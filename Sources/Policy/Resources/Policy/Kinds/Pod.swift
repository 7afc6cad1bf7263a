import NetTypes

/// A Kubernetes Pod, as far as policy looks at it.
public struct Pod: Hashable, Sendable {
  /// The namespace.
  public var namespace: String
  /// The name.
  public var name: String
  /// `metadata.labels`.
  public var labels: [String: String] = [:]
  /// `spec.nodeName`.
  public var node: String?
  /// `spec.serviceAccountName`; the API server writes `default` where nothing is given.
  public var serviceAccount = "default"
  /// `spec.hostNetwork`.
  public var hostNetwork = false
  /// `status.podIPs`.
  public var addresses: [IPAddress] = []
  /// Whether `status.phase` is Succeeded or Failed: then its addresses may already be another's.
  public var hasEnded = false
  /// Ports with names of containers and init containers.
  public var ports: [WorkloadPort] = []

  /// A pod without labels and addresses.
  public init(namespace: String, name: String) {
    self.namespace = namespace
    self.name = name
  }

  /// The pod as an endpoint.
  public var endpoint: WorkloadEndpoint {
    var endpoint = WorkloadEndpoint(namespace: namespace, name: name)
    endpoint.node = node
    endpoint.addresses = hasEnded ? [] : addresses
    endpoint.isHostNetworked = hostNetwork
    if hostNetwork { return endpoint }
    endpoint.podLabels = labels
    endpoint.labels = labels
    endpoint.labels[CalicoLabel.namespace] = namespace
    endpoint.labels[CalicoLabel.orchestrator] = "k8s"
    endpoint.labels[CalicoLabel.serviceAccount] = serviceAccount
    let account = ServiceAccountName(namespace: namespace, name: serviceAccount)
    endpoint.profiles = [PolicyProfile.name(ofNamespace: namespace), PolicyProfile.name(of: account)]
    endpoint.ports = ports
    return endpoint
  }
}

extension Workload {
  /// The workload of a config file as an endpoint: in everything like a pod.
  public func endpoint(on node: String) -> WorkloadEndpoint {
    var pod = Pod(namespace: namespace, name: name)
    pod.labels = labels
    pod.node = node
    pod.serviceAccount = serviceAccount ?? "default"
    pod.addresses = addresses
    pod.ports = ports
    var endpoint = pod.endpoint
    endpoint.isPoliced = interface != nil
    return endpoint
  }
}
