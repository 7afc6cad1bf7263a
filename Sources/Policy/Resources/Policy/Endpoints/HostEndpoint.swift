import NetTypes

/// An interface of a host, or all of them, that policy is about.
public struct HostEndpoint: Hashable, Sendable {
  /// The name.
  public var name: String
  /// The node.
  public var node: String
  /// The interface; `*` is all of them, nil is the one with the expected addresses.
  public var interface: String?
  /// The addresses.
  public var expectedIPs: [IPAddress] = []
  /// Its own labels.
  public var labels: [String: String] = [:]
  /// The names of its profiles, the first counts first.
  public var profiles: [String] = []
  /// Ports with names.
  public var ports: [WorkloadPort] = []

  /// An endpoint without labels, profiles and addresses.
  public init(name: String, node: String) {
    self.name = name
    self.node = node
  }

  /// Whether it stands for all interfaces of its node.
  public var isAllInterfaces: Bool { interface == "*" }
}

/// A node as policy sees it.
public struct ClusterNode: Hashable, Sendable {
  /// The name.
  public var name: String
  /// Its labels.
  public var labels: [String: String]
  /// Its addresses, inside and outside.
  public var addresses: [IPAddress]

  /// Joins the parts.
  public init(name: String, labels: [String: String] = [:], addresses: [IPAddress]) {
    self.name = name
    self.labels = labels
    self.addresses = addresses
  }
}
