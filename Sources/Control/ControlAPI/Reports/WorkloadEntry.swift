import NetTypes

/// A workload with where it comes from and whether it is advertised: a line of `apusctl workloads`.
public struct WorkloadEntry: Hashable, Codable, Sendable {
  /// Who said that the workload exists.
  public enum Source: String, Codable, Sendable {
    /// The config file or a manifest.
    case configuration
    /// The API, at run time; kept in the store.
    case runtime
  }

  /// Its name.
  public var name: String
  /// Its namespace.
  public var namespace: String
  /// Its addresses.
  public var addresses: [IPAddress]
  /// Its labels.
  public var labels: [String: String]
  /// The host side of its link; nil: advertised always.
  @OrNull public var interface: String?
  /// Its named ports.
  public var ports: [WorkloadSpec.Port]
  /// Who said that it exists.
  public var source: Source
  /// Whether its addresses are advertised, by themselves or by their block.
  public var advertised: Bool
  /// Why, or why not.
  public var why: String

  /// Joins the parts.
  public init(_ spec: WorkloadSpec, source: Source, advertised: Bool, why: String) {
    name = spec.name
    namespace = spec.namespace
    addresses = spec.addresses
    labels = spec.labels
    ports = spec.ports
    self.source = source
    self.advertised = advertised
    self.why = why
    _interface = OrNull(wrappedValue: spec.interface)
  }
}
