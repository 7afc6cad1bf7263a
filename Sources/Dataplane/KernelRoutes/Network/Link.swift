/// A network interface.
public struct Link: Hashable, Sendable {
  /// The kernel's number; not used again until a reboot of the namespace wraps it around.
  public var index: UInt32
  /// The name, e.g. `cali123`.
  public var name: String
  /// Administratively up (IFF_UP).
  public var isUp: Bool
  /// Operationally up: has a carrier and is not dormant (IFF_RUNNING).
  public var isRunning: Bool

  /// Joins the parts.
  public init(index: UInt32, name: String, isUp: Bool, isRunning: Bool) {
    self.index = index
    self.name = name
    self.isUp = isUp
    self.isRunning = isRunning
  }

  /// Whether a packet can leave through it.
  public var isUsable: Bool { isUp && isRunning }
}
