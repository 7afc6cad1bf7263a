import NetTypes

/// Addresses from the first to the last, both of one family.
public struct AddressRange: Hashable, Sendable {
  /// The first address.
  public let first: IPAddress
  /// The last address, not before the first.
  public let last: IPAddress

  /// Joins the parts.
  public init(first: IPAddress, last: IPAddress) {
    self.first = first
    self.last = last
  }

  /// All addresses of a prefix.
  public init(_ prefix: IPPrefix) {
    first = prefix.address
    let rest = (UInt128.max >> UInt128(prefix.length)) >> UInt128(128 - prefix.family.bitWidth)
    last = prefix.length == 128 ? first : IPAddress(number: first.number | rest, prefix.family)
  }

  /// Whether an address is among them.
  public func contains(_ address: IPAddress) -> Bool {
    address.family == first.family && (first.number...last.number).contains(address.number)
  }

  /// The same addresses as few ranges that neither overlap nor touch, in order; only of one family.
  public static func flatten(_ prefixes: some Sequence<IPPrefix>, _ family: AddressFamily) -> [AddressRange] {
    var ranges: [AddressRange] = []
    for prefix in prefixes.filter({ $0.family == family }).sorted() {
      let next = AddressRange(prefix)
      guard let previous = ranges.last, next.first.number <= previous.last.number || next.first.number == previous.last.number &+ 1 else {
        ranges.append(next)
        continue
      }
      if next.last.number > previous.last.number { ranges[ranges.count - 1] = AddressRange(first: previous.first, last: next.last) }
    }
    return ranges
  }

  /// The prefix that has exactly these addresses, if there is one.
  public var prefix: IPPrefix? {
    let size = last.number - first.number
    guard size & (size &+ 1) == 0 else { return nil }
    let length = first.family.bitWidth - (128 - size.leadingZeroBitCount)
    let prefix = IPPrefix(first, length: UInt8(length))
    return prefix.address == first ? prefix : nil
  }

  /// Whether these are all addresses of the family.
  public var isEverything: Bool { prefix?.length == 0 }
}

extension IPAddress {
  /// The address as a number.
  public var number: UInt128 {
    switch self {
    case .v4(let address): UInt128(address.rawValue)
    case .v6(let address): UInt128(address.high) << 64 | UInt128(address.low)
    }
  }

  /// The address of a number; bits beyond the family's width are cut.
  public init(number: UInt128, _ family: AddressFamily) {
    switch family {
    case .ipv4: self = .v4(IPv4Address(UInt32(truncatingIfNeeded: number)))
    case .ipv6: self = .v6(IPv6Address(high: UInt64(truncatingIfNeeded: number >> 64), low: UInt64(truncatingIfNeeded: number)))
    }
  }
}
