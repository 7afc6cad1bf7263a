import NetTypes

/// Whether a workload's address may be advertised, and why not.
public struct WorkloadStatus: Hashable, Sendable {
  /// What is missing, in the order in which it is looked for.
  public enum State: Hashable, Sendable {
    /// The interface is there, up and running, and the address is routed through it.
    case live
    /// No interface has the name.
    case noInterface
    /// The interface is administratively down.
    case down
    /// The interface is up, but its other end is not.
    case noCarrier
    /// No on-link route to the address.
    case notRouted
    /// The address is routed through another interface.
    case routedElsewhere(interface: String)
  }

  /// The interface's name.
  public var interface: String
  /// The address.
  public var address: IPAddress
  /// Live, or what is missing.
  public var state: State

  /// Joins the parts.
  public init(interface: String, address: IPAddress, state: State) {
    self.interface = interface
    self.address = address
    self.state = state
  }

  /// Whether the address may be advertised.
  public var isLive: Bool { state == .live }

  /// Why it is not live, with what would mend it; nil when it is.
  public var why: String? {
    switch state {
    case .live: nil
    case .noInterface: "interface \(interface) does not exist"
    case .down: "interface \(interface) is down; ip link set \(interface) up"
    case .noCarrier: "interface \(interface) has no carrier: the workload's end is down or gone"
    case .notRouted: "no route to \(address) through \(interface); the CNI plugin sets it: ip route add \(address) dev \(interface)"
    case .routedElsewhere(let other): "\(address) is routed through \(other), not through \(interface)"
    }
  }
}
