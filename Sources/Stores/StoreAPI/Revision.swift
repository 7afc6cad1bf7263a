/// A number that grows with each change of the store; no two changes share one.
public struct Revision: RawRepresentable, Hashable, Codable, Sendable, Comparable {
  /// The number; the first change has 1.
  public var rawValue: Int64

  /// Wraps a number.
  public init(rawValue: Int64) { self.rawValue = rawValue }

  /// Before the first change.
  public static let zero = Revision(rawValue: 0)

  /// Orders by the number.
  public static func < (left: Revision, right: Revision) -> Bool { left.rawValue < right.rawValue }
}

extension Revision: CustomStringConvertible {
  /// The number.
  public var description: String { String(rawValue) }
}
