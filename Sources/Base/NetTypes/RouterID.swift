/// A BGP identifier: four octets, unique within an AS and not zero (RFC 6286), written like an IPv4 address.
public struct RouterID: RawRepresentable, Hashable, Sendable, Comparable {
  /// The identifier in host byte order.
  public var rawValue: UInt32

  /// Wraps a number in host byte order.
  public init(rawValue: UInt32) { self.rawValue = rawValue }

  /// Wraps a number in host byte order.
  public init(_ value: UInt32) { rawValue = value }

  /// Orders by the number, as the decision process and collision detection do.
  public static func < (left: RouterID, right: RouterID) -> Bool { left.rawValue < right.rawValue }
}

extension RouterID: LosslessStringConvertible {
  /// Reads four decimal octets with dots.
  public init?(_ text: String) {
    guard let address = IPv4Address(text) else { return nil }
    rawValue = address.rawValue
  }

  /// Four decimal octets with dots.
  public var description: String { IPv4Address(rawValue).description }
}
