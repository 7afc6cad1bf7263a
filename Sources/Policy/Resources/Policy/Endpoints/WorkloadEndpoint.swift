import NetTypes

/// A workload as policy sees it.
public struct WorkloadEndpoint: Hashable, Sendable {
  /// The namespace.
  public var namespace: String
  /// The name, unique in the namespace.
  public var name: String
  /// Calico's own labels of the endpoint, without those handed down by profiles.
  public var labels: [String: String] = [:]
  /// A pod's labels as in its manifest; nil for what is no pod, or a pod in the network of its host.
  public var podLabels: [String: String]?
  /// The names of its profiles, the first counts first.
  public var profiles: [String] = []
  /// The node that it runs on.
  public var node: String?
  /// Its own addresses; none for a pod that has ended.
  public var addresses: [IPAddress] = []
  /// Ports with names.
  public var ports: [WorkloadPort] = []
  /// Whether it uses the addresses of its host: then it is only a name for these.
  public var isHostNetworked = false
  /// Whether policy is enforced for it; its address belongs to it in any case.
  public var isPoliced = true

  /// An endpoint without labels, profiles and addresses.
  public init(namespace: String, name: String) {
    self.namespace = namespace
    self.name = name
  }

  /// `namespace/name`.
  public var qualifiedName: String { "\(namespace)/\(name)" }
}

/// The name of a service account.
public struct ServiceAccountName: Hashable, Sendable {
  /// The namespace.
  public var namespace: String
  /// The name.
  public var name: String

  /// Joins the parts.
  public init(namespace: String, name: String) {
    self.namespace = namespace
    self.name = name
  }
}
