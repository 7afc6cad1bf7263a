/// ORIGIN (RFC 4271 §5.1.1); the lower is preferred.
public enum Origin: UInt8, Sendable, Hashable, CaseIterable {
  /// Known inside the originating AS.
  case igp = 0
  /// Learned by EGP.
  case egp = 1
  /// Learned in some other way.
  case incomplete = 2

  /// `IGP`, `EGP` or `incomplete`.
  public var name: String {
    switch self {
    case .igp: "IGP"
    case .egp: "EGP"
    case .incomplete: "incomplete"
    }
  }
}
