/// An address of either family.
public enum IPAddress: Hashable, Sendable, Comparable {
  /// An IPv4 address.
  case v4(IPv4Address)
  /// An IPv6 address.
  case v6(IPv6Address)

  /// The family of the address.
  public var family: AddressFamily {
    switch self {
    case .v4: .ipv4
    case .v6: .ipv6
    }
  }

  /// IPv4 before IPv6, then by the number.
  public static func < (left: IPAddress, right: IPAddress) -> Bool {
    switch (left, right) {
    case (.v4(let left), .v4(let right)): left < right
    case (.v6(let left), .v6(let right)): left < right
    case (.v4, .v6): true
    case (.v6, .v4): false
    }
  }

  /// fe80::/10
  public var isLinkLocal: Bool {
    if case .v6(let address) = self { return address.isLinkLocal }
    return false
  }

  /// The octets in network order: 4 or 16.
  public var octets: [UInt8] {
    switch self {
    case .v4(let address): (0..<4).map { UInt8(truncatingIfNeeded: address.rawValue >> UInt32(24 - 8 * $0)) }
    case .v6(let address):
      (0..<16).map { UInt8(truncatingIfNeeded: ($0 < 8 ? address.high : address.low) >> UInt64(56 - 8 * ($0 & 7))) }
    }
  }

  /// Reads 4 or 16 octets in network order; nil for another count.
  public init?(octets: some Collection<UInt8>) {
    switch octets.count {
    case 4: self = .v4(IPv4Address(octets.reduce(0) { $0 << 8 | UInt32($1) }))
    case 16:
      let high = octets.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
      self = .v6(IPv6Address(high: high, low: octets.suffix(8).reduce(0) { $0 << 8 | UInt64($1) }))
    default: return nil
    }
  }
}

extension IPAddress: LosslessStringConvertible {
  /// Reads an address of either family, without zone, port or brackets.
  public init?(_ text: String) {
    if let address = IPv4Address(text) {
      self = .v4(address)
    } else if let address = IPv6Address(text) {
      self = .v6(address)
    } else {
      return nil
    }
  }

  /// Dotted quad or RFC 5952 text.
  public var description: String {
    switch self {
    case .v4(let address): address.description
    case .v6(let address): address.description
    }
  }
}

extension IPAddress: Codable {
  /// Reads the text form.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    guard let address = IPAddress(text) else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "expected an IP address, found \"\(text)\"")
    }
    self = address
  }

  /// Writes the text form.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}
