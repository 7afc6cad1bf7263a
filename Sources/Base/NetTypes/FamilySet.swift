/// A set of address families.
public struct FamilySet: OptionSet, Hashable, Sendable {
  /// Bit 0 is IPv4, bit 1 is IPv6.
  public let rawValue: UInt8

  /// Wraps the bits.
  public init(rawValue: UInt8) { self.rawValue = rawValue }

  /// A set of one family.
  public init(_ family: AddressFamily) { rawValue = 1 << family.rawValue }

  /// IPv4 alone.
  public static let ipv4 = FamilySet(.ipv4)
  /// IPv6 alone.
  public static let ipv6 = FamilySet(.ipv6)
  /// Both families.
  public static let all: FamilySet = [.ipv4, .ipv6]

  /// Whether the family is in the set.
  @inlinable
  public func contains(_ family: AddressFamily) -> Bool { rawValue & (1 << family.rawValue) != 0 }

  /// The families in the set, IPv4 first.
  public var families: [AddressFamily] { AddressFamily.allCases.filter { contains($0) } }
}
