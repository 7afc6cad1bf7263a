import NetTypes

/// Networks with labels, so that selectors can mean addresses that are no endpoints.
public struct NetworkSet: Hashable, Sendable {
  /// The namespace; nil for a GlobalNetworkSet.
  public var namespace: String?
  /// The name.
  public var name: String
  /// Its own labels.
  public var labels: [String: String]
  /// The networks.
  public var nets: [IPPrefix]

  /// Joins the parts.
  public init(namespace: String? = nil, name: String, labels: [String: String], nets: [IPPrefix]) {
    self.namespace = namespace
    self.name = name
    self.labels = labels
    self.nets = nets
  }
}

/// One address behind a Service, with the ports that it serves.
public struct ServiceEndpoint: Hashable, Sendable {
  /// The address.
  public var address: IPAddress
  /// The ports, as the endpoint has them.
  public var ports: [Port]

  /// Joins the parts.
  public init(address: IPAddress, ports: [Port]) {
    self.address = address
    self.ports = ports
  }

  /// A port of an endpoint.
  public struct Port: Hashable, Sendable {
    /// The IP protocol.
    public var ipProtocol: UInt8
    /// The port; nil is any.
    public var port: UInt16?

    /// Joins the parts.
    public init(ipProtocol: UInt8, port: UInt16?) {
      self.ipProtocol = ipProtocol
      self.port = port
    }
  }
}
