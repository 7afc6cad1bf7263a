import NetTypes

/// Something with addresses of its own that lives on this node.
public struct Workload: Hashable, Sendable {
  /// The namespace.
  public var namespace = "default"
  /// The name, unique in the namespace.
  public var name: String
  /// Its addresses, each advertised as /32 or /128.
  public var addresses: [IPAddress]
  /// Its labels.
  public var labels: [String: String] = [:]
  /// Its service account.
  public var serviceAccount: String?
  /// The host's end of its link; nil is advertised and not policed.
  public var interface: String?
  /// Ports with names that policy may use.
  public var ports: [WorkloadPort] = []

  /// A workload in the namespace `default`.
  public init(name: String, addresses: [IPAddress]) {
    self.name = name
    self.addresses = addresses
  }

  /// `namespace/name`.
  public var qualifiedName: String { "\(namespace)/\(name)" }
}

/// A named port of a workload.
public struct WorkloadPort: Hashable, Sendable {
  /// The name.
  public var name: String
  /// The IP protocol number: 6 is TCP.
  public var ipProtocol: UInt8
  /// The port.
  public var port: UInt16

  /// Joins the parts.
  public init(name: String, ipProtocol: UInt8 = 6, port: UInt16) {
    self.name = name
    self.ipProtocol = ipProtocol
    self.port = port
  }
}
