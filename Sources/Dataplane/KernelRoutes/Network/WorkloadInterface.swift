import NetTypes

/// The host side of a workload and the addresses that shall be reached through it.
public struct WorkloadInterface: Hashable, Sendable {
  /// The interface's name, e.g. `cali123`; it need not exist yet.
  public var name: String
  /// The workload's addresses; none: the interface is not watched any more.
  public var addresses: [IPAddress]

  /// Joins the parts.
  public init(name: String, addresses: [IPAddress]) {
    self.name = name
    self.addresses = addresses
  }
}
