import NetTypes

/// The next hop of a path: an IPv4 address, an IPv6 address, or a global and a link-local IPv6 address (RFC 2545 §3).
///
/// It is not part of the canonical attribute bytes, since its place on the wire depends on the family (NEXT_HOP or MP_REACH_NLRI).
public struct NextHop: Hashable, Sendable {
  /// The global address as in ``IPPrefix``: IPv4 in the upper 32 bits of the high half.
  public var high: UInt64
  /// The low half; 0 for IPv4.
  public var low: UInt64
  /// The link-local address (fe80::/64) as its interface identifier; 0 when there is none.
  public var linkLocal: UInt64
  /// The family of the global address.
  public var family: AddressFamily

  /// A next hop of one address.
  public init(_ address: IPAddress) {
    linkLocal = 0
    family = address.family
    switch address {
    case .v4(let address): (high, low) = (UInt64(address.rawValue) << 32, 0)
    case .v6(let address): (high, low) = (address.high, address.low)
    }
  }

  /// A global and a link-local IPv6 address.
  public init(_ global: IPv6Address, linkLocal: IPv6Address) {
    self.init(.v6(global))
    self.linkLocal = linkLocal.low
  }

  /// The global address.
  public var address: IPAddress {
    family == .ipv4 ? .v4(IPv4Address(UInt32(truncatingIfNeeded: high >> 32))) : .v6(IPv6Address(high: high, low: low))
  }

  /// The link-local address, when there is one.
  public var linkLocalAddress: IPv6Address? { linkLocal == 0 ? nil : IPv6Address(high: 0xFE80_0000_0000_0000, low: linkLocal) }
}
