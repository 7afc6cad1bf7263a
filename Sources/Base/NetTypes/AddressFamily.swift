/// The two unicast address families that Apus carries.
///
/// The raw value is an index (0 or 1), not the AFI of the registry; ``afi`` is that.
public enum AddressFamily: UInt8, Sendable, Hashable, CaseIterable, Codable {
  /// IPv4.
  case ipv4 = 0
  /// IPv6.
  case ipv6 = 1

  /// The address family identifier on the wire (RFC 4760): 1 for IPv4, 2 for IPv6.
  public var afi: UInt16 { UInt16(rawValue) + 1 }

  /// Bits in an address: 32 or 128.
  public var bitWidth: Int { self == .ipv4 ? 32 : 128 }

  /// The family of an AFI, nil for one that Apus does not carry.
  public init?(afi: UInt16) {
    switch afi {
    case 1: self = .ipv4
    case 2: self = .ipv6
    default: return nil
    }
  }
}

extension AddressFamily: CustomStringConvertible {
  /// `ipv4` or `ipv6`, as in the config file.
  public var description: String { self == .ipv4 ? "ipv4" : "ipv6" }
}
