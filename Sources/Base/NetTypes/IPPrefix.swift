/// A prefix of either family; bits behind the length are zero, always.
///
/// IPv4 addresses stand in the upper 32 bits of ``high``, so that masking, ordering and matching are one code for both families.
public struct IPPrefix: Hashable, Sendable {
  /// The first 64 bits, left-aligned.
  public let high: UInt64
  /// The last 64 bits; zero for IPv4.
  public let low: UInt64
  /// The length in bits: 0...32 or 0...128.
  public let length: UInt8
  /// The family.
  public let family: AddressFamily

  /// Masks the halves (left-aligned, see the type) to the length, which is cut to the family's width.
  @inlinable
  public init(family: AddressFamily, high: UInt64, low: UInt64, length: UInt8) {
    let length = min(length, family == .ipv4 ? 32 : 128)
    self.family = family
    self.length = length
    self.high = length >= 64 ? high : high & ~(UInt64.max >> UInt64(length))
    self.low = length <= 64 ? 0 : low & ~(UInt64.max >> UInt64(length - 64))
  }

  /// A prefix of an IPv4 address, host bits cleared.
  @inlinable
  public init(_ address: IPv4Address, length: UInt8) {
    self.init(family: .ipv4, high: UInt64(address.rawValue) << 32, low: 0, length: length)
  }

  /// A prefix of an IPv6 address, host bits cleared.
  @inlinable
  public init(_ address: IPv6Address, length: UInt8) {
    self.init(family: .ipv6, high: address.high, low: address.low, length: length)
  }

  /// A prefix of an address, host bits cleared.
  public init(_ address: IPAddress, length: UInt8) {
    switch address {
    case .v4(let address): self.init(address, length: length)
    case .v6(let address): self.init(address, length: length)
    }
  }

  /// The whole address: /32 or /128.
  public init(host address: IPAddress) { self.init(address, length: UInt8(address.family.bitWidth)) }

  /// The first address of the prefix.
  public var address: IPAddress {
    switch family {
    case .ipv4: .v4(IPv4Address(UInt32(truncatingIfNeeded: high &>> 32)))
    case .ipv6: .v6(IPv6Address(high: high, low: low))
    }
  }

  /// Whether this is one address: /32 or /128.
  public var isHost: Bool { Int(length) == family.bitWidth }

  /// Whether every address of `other` is in this prefix; a prefix contains itself.
  public func contains(_ other: IPPrefix) -> Bool {
    family == other.family && length <= other.length
      && self == IPPrefix(family: family, high: other.high, low: other.low, length: length)
  }

  /// Whether the address is in this prefix.
  public func contains(_ address: IPAddress) -> Bool { contains(IPPrefix(host: address)) }
}

extension IPPrefix: Comparable {
  /// IPv4 first, then by address, then the shorter first.
  public static func < (left: IPPrefix, right: IPPrefix) -> Bool {
    if left.family != right.family { return left.family == .ipv4 }
    if left.high != right.high { return left.high < right.high }
    if left.low != right.low { return left.low < right.low }
    return left.length < right.length
  }
}

extension IPPrefix: LosslessStringConvertible {
  /// Reads `address/length`; host bits must be zero (see ``init(lenient:)`` for the other kind).
  public init?(_ text: String) {
    guard text.contains("/"), let prefix = IPPrefix(lenient: text), prefix.address == IPAddress(String(text.prefix { $0 != "/" }))
    else { return nil }
    self = prefix
  }

  /// Reads `address/length` and clears host bits; a lone address is the whole address.
  public init?(lenient text: String) {
    guard let slash = text.firstIndex(of: "/") else {
      guard let address = IPAddress(text) else { return nil }
      self.init(host: address)
      return
    }
    let digits = text[text.index(after: slash)...]
    guard let address = IPAddress(String(text[..<slash])), (1...3).contains(digits.utf8.count),
      digits.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
      let length = UInt8(digits), Int(length) <= address.family.bitWidth
    else { return nil }
    self.init(address, length: length)
  }

  /// `address/length`.
  public var description: String { "\(address)/\(length)" }
}

extension IPPrefix: Codable {
  /// Reads the text form.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    guard let prefix = IPPrefix(lenient: text) else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "expected a prefix, found \"\(text)\"")
    }
    self = prefix
  }

  /// Writes the text form.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}
