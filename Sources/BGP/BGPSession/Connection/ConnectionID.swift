/// Names one TCP connection of one peer, for as long as the peer's machine lives.
///
/// The machine hands out the names of outgoing connections (from 1 upwards); the speaker names those it accepted, out of the upper
/// half of the range, with ``accepted(_:)``. Two peers may use the same name: it means something only beside its peer.
public struct ConnectionID: RawRepresentable, Hashable, Sendable {
  /// The number; the highest bit says that the peer opened the connection.
  public var rawValue: UInt32

  /// Wraps a number.
  public init(rawValue: UInt32) { self.rawValue = rawValue }

  /// The name of a connection that the peer opened; `number` is the speaker's, and not used again soon for the same peer.
  public static func accepted(_ number: UInt32) -> ConnectionID { ConnectionID(rawValue: number | 1 << 31) }

  /// The name of a connection that we opened.
  static func outgoing(_ number: UInt32) -> ConnectionID { ConnectionID(rawValue: number & (1 << 31 - 1)) }

  /// Whether the peer opened it.
  public var isAccepted: Bool { rawValue & 1 << 31 != 0 }
}

extension ConnectionID: CustomStringConvertible {
  /// `out-3` or `in-17`.
  public var description: String { (isAccepted ? "in-" : "out-") + String(rawValue & (1 << 31 - 1)) }
}
