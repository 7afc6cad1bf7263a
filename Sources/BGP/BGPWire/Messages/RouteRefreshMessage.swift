import NetTypes

/// ROUTE-REFRESH (RFC 2918) with the demarcation of RFC 7313.
public struct RouteRefreshMessage: Hashable, Sendable {
  /// What the message says; numbers that are not listed are ignored on receipt (RFC 7313 §5).
  public struct Subtype: RawRepresentable, Hashable, Sendable {
    /// The octet on the wire.
    public var rawValue: UInt8
    /// Wraps the octet.
    public init(rawValue: UInt8) { self.rawValue = rawValue }
    /// Send your routes again.
    public static let request = Subtype(rawValue: 0)
    /// Beginning of Route Refresh: my routes follow again.
    public static let beginning = Subtype(rawValue: 1)
    /// End of Route Refresh: what I did not repeat is gone.
    public static let end = Subtype(rawValue: 2)

    /// `request`, `BoRR`, `EoRR`, or the number.
    public var name: String {
      switch self {
      case .request: "request"
      case .beginning: "BoRR"
      case .end: "EoRR"
      default: String(rawValue)
      }
    }
  }

  /// The address family identifier.
  public var afi: UInt16
  /// The subsequent address family identifier: 1 is unicast.
  public var safi: UInt8
  /// What the message says.
  public var subtype: Subtype

  /// A message for any AFI and SAFI.
  public init(afi: UInt16, safi: UInt8, subtype: Subtype) {
    self.afi = afi
    self.safi = safi
    self.subtype = subtype
  }

  /// A message for a family that Apus carries.
  public init(family: AddressFamily, subtype: Subtype) { self.init(afi: family.afi, safi: 1, subtype: subtype) }

  /// The family, nil for one that Apus does not carry.
  public var family: AddressFamily? { safi == 1 ? AddressFamily(afi: afi) : nil }

  /// Reads the octets behind the header.
  ///
  /// A request may be followed by ORF entries (RFC 5291), which are not offered and are passed over; BoRR and EoRR may not
  /// (RFC 7313 §5: ROUTE-REFRESH Message Error, with the whole message as data).
  public init(decoding body: UnsafeRawBufferPointer) throws(NotificationMessage) {
    var cursor = WireCursor(body)
    guard let afi = cursor.readUInt16(), let subtype = cursor.readUInt8(), let safi = cursor.readUInt8() else {
      throw .routeRefreshLength(message: WireBytes.message(.routeRefresh, Array(body)))
    }
    self.init(afi: afi, safi: safi, subtype: Subtype(rawValue: subtype))
    if (self.subtype == .beginning || self.subtype == .end) && !cursor.isAtEnd {
      throw .routeRefreshLength(message: WireBytes.message(.routeRefresh, Array(body)))
    }
  }

  /// The whole message, header included.
  public func encoded() -> [UInt8] {
    WireBytes.message(.routeRefresh, [UInt8(truncatingIfNeeded: afi >> 8), UInt8(truncatingIfNeeded: afi), subtype.rawValue, safi])
  }
}
