/// A peer's number in the RIB; paths carry it instead of a reference.
public struct PeerIndex: Hashable, Sendable, Comparable {
  /// The number; 0 stands for this router itself.
  public let rawValue: UInt16

  /// Wraps a number.
  public init(rawValue: UInt16) { self.rawValue = rawValue }

  /// The source of routes that this router originates.
  public static let local = PeerIndex(rawValue: 0)

  /// Orders by the number.
  public static func < (left: PeerIndex, right: PeerIndex) -> Bool { left.rawValue < right.rawValue }
}
