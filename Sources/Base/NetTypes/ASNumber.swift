/// An autonomous system number of four octets (RFC 6793).
public struct ASNumber: RawRepresentable, Hashable, Sendable, Comparable {
  /// The number in host byte order.
  public var rawValue: UInt32

  /// Wraps a number; every value is representable, also the reserved ones.
  public init(rawValue: UInt32) { self.rawValue = rawValue }

  /// Wraps a number.
  public init(_ value: UInt32) { rawValue = value }

  /// AS_TRANS, which stands for a four-octet number where only two octets fit (RFC 6793 §9).
  public static let trans = ASNumber(23456)

  /// AS 0, which nobody may use (RFC 7607).
  public static let zero = ASNumber(0)

  /// Orders by the number.
  public static func < (left: ASNumber, right: ASNumber) -> Bool { left.rawValue < right.rawValue }
}

extension ASNumber: CustomStringConvertible {
  /// Plain decimal ("asplain", RFC 5396).
  public var description: String { String(rawValue) }
}

extension ASNumber: Codable {
  /// Reads a plain number.
  public init(from decoder: any Decoder) throws { rawValue = try decoder.singleValueContainer().decode(UInt32.self) }

  /// Writes a plain number.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(rawValue)
  }
}
