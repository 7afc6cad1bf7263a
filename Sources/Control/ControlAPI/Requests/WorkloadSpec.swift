import NetTypes

/// A workload as the config file and the API write it: the short form of a WorkloadEndpoint.
public struct WorkloadSpec: Hashable, Codable, Sendable {
  /// Its name, unique in the namespace.
  public var name: String
  /// Its namespace.
  public var namespace: String
  /// Its addresses, at least one.
  public var addresses: [IPAddress]
  /// Its labels.
  public var labels: [String: String]
  /// The host side of its link; nil: advertised always.
  @OrNull public var interface: String?
  /// Its named ports.
  public var ports: [Port]

  /// Joins the parts.
  public init(
    name: String, namespace: String = "default", addresses: [IPAddress], labels: [String: String] = [:], interface: String? = nil,
    ports: [Port] = []
  ) {
    self.name = name
    self.namespace = namespace
    self.addresses = addresses
    self.labels = labels
    self.ports = ports
    _interface = OrNull(wrappedValue: interface)
  }

  /// Reads the document; everything but name and addresses may be absent.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      name: try container.decode(String.self, forKey: .name),
      namespace: try container.decodeIfPresent(String.self, forKey: .namespace) ?? "default",
      addresses: try container.decode([IPAddress].self, forKey: .addresses),
      labels: try container.decodeIfPresent([String: String].self, forKey: .labels) ?? [:],
      interface: try container.decodeIfPresent(String.self, forKey: .interface),
      ports: try container.decodeIfPresent([Port].self, forKey: .ports) ?? [])
  }
}

extension WorkloadSpec {
  /// A named port of a workload.
  public struct Port: Hashable, Codable, Sendable {
    /// Its name.
    public var name: String
    /// `TCP`, `UDP` or `SCTP`.
    public var `protocol`: String
    /// Its number.
    public var port: UInt16

    /// Joins the parts.
    public init(name: String, protocol: String, port: UInt16) {
      self.name = name
      self.protocol = `protocol`
      self.port = port
    }
  }
}
