import NetTypes

extension NextHop {
  /// Whether MP_REACH_NLRI of a family may have a next hop of this many octets: 4 for IPv4, 16 for IPv6, 32 for IPv6 with a
  /// link-local address behind (RFC 2545 §3); the IPv6 forms for IPv4 only where both sides said so (RFC 8950 §4).
  @inline(__always)
  static func isLength(_ length: Int, for family: AddressFamily, extended: Bool) -> Bool {
    switch length {
    case 4: family == .ipv4
    case 16, 32: family == .ipv6 || extended
    default: false
    }
  }

  /// Reads 4, 16 or 32 octets; nil when they are no address of a host.
  ///
  /// Peers on a shared link may have only link-local addresses, and send them in the place of the global one or behind `::`; then
  /// the link-local address is both ``address`` and ``linkLocalAddress``.
  init?(octets: UnsafeRawBufferPointer) {
    var cursor = WireCursor(octets)
    if octets.count == 4 {
      guard let number = cursor.readUInt32(), Self.isHost(IPv4Address(number)) else { return nil }
      self.init(.v4(IPv4Address(number)))
      return
    }
    guard let high = cursor.readUInt64(), let low = cursor.readUInt64() else { return nil }
    let global = IPv6Address(high: high, low: low)
    var link: IPv6Address?
    if let high = cursor.readUInt64(), let low = cursor.readUInt64(), high == Self.linkLocalPrefix, low != 0 {
      link = IPv6Address(high: high, low: low)
    } else if high == Self.linkLocalPrefix, low != 0 {
      link = global
    }
    if let link {
      self.init(global == .any ? link : global, linkLocal: link)
    } else {
      self.init(.v6(global))
    }
    if global.isMulticast || (global == .any && link == nil) { return nil }
  }

  private static let linkLocalPrefix: UInt64 = 0xFE80_0000_0000_0000

  /// Whether an address may be that of a router: not 0.0.0.0/8, not class D or E. Loopback is left to next hop resolution.
  @inline(__always)
  static func isHost(_ address: IPv4Address) -> Bool { address.rawValue >> 24 != 0 && address.rawValue < 0xE000_0000 }

  /// Octets on the wire in MP_REACH_NLRI.
  var wireLength: Int { family == .ipv4 ? 4 : linkLocal == 0 ? 16 : 32 }
}
