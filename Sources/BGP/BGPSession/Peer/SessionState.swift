/// The states of RFC 4271 §8.2.2, in the order of progress.
public enum SessionState: UInt8, Hashable, Sendable, Comparable, CaseIterable {
  /// Not wanted now: disabled, or held after a limit.
  case idle
  /// Waits for the peer to connect, or for the next retry; the peer may connect meanwhile.
  case active
  /// Our TCP connect is under way.
  case connect
  /// Our OPEN is out.
  case openSent
  /// Both OPENs are exchanged, the peer's first KEEPALIVE is missing.
  case openConfirm
  /// Routes flow.
  case established

  /// Orders by progress.
  public static func < (left: SessionState, right: SessionState) -> Bool { left.rawValue < right.rawValue }
}

extension SessionState: CustomStringConvertible {
  /// The name in the RFC and in the API.
  public var description: String {
    switch self {
    case .idle: "Idle"
    case .active: "Active"
    case .connect: "Connect"
    case .openSent: "OpenSent"
    case .openConfirm: "OpenConfirm"
    case .established: "Established"
    }
  }
}
