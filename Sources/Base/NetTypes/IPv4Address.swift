/// An IPv4 address in host byte order.
public struct IPv4Address: RawRepresentable, Hashable, Sendable, Comparable {
  /// The address as a number: 10.0.0.1 is 0x0A000001.
  public var rawValue: UInt32

  /// Wraps a number in host byte order.
  public init(rawValue: UInt32) { self.rawValue = rawValue }

  /// Wraps a number in host byte order.
  public init(_ value: UInt32) { rawValue = value }

  /// 0.0.0.0
  public static let any = IPv4Address(0)

  /// Orders by the number.
  public static func < (left: IPv4Address, right: IPv4Address) -> Bool { left.rawValue < right.rawValue }

  /// 127.0.0.0/8
  public var isLoopback: Bool { rawValue &>> 24 == 127 }

  /// 224.0.0.0/4
  public var isMulticast: Bool { rawValue &>> 28 == 14 }
}

extension IPv4Address: LosslessStringConvertible {
  /// Reads four decimal octets with dots; no shorter forms, no leading zeros, nothing around them.
  public init?(_ text: String) {
    var value: UInt32 = 0
    var octet: UInt32 = 0
    var digits = 0
    var dots = 0
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"):
        if digits > 0 && octet == 0 { return nil }
        octet = octet * 10 + UInt32(byte - UInt8(ascii: "0"))
        digits += 1
        if octet > 255 { return nil }
      case UInt8(ascii: "."):
        if digits == 0 || dots == 3 { return nil }
        value = value << 8 | octet
        (octet, digits) = (0, 0)
        dots += 1
      default:
        return nil
      }
    }
    if digits == 0 || dots != 3 { return nil }
    rawValue = value << 8 | octet
  }

  /// Four decimal octets with dots.
  public var description: String { "\(rawValue >> 24).\(rawValue >> 16 & 255).\(rawValue >> 8 & 255).\(rawValue & 255)" }
}
