import NetTypes

/// An extended community (RFC 4360): eight octets, of which the first one or two tell what the others mean.
public struct ExtendedCommunity: RawRepresentable, Hashable, Sendable, Comparable {
  /// The eight octets.
  public var rawValue: UInt64
  /// Wraps the eight octets.
  public init(rawValue: UInt64) { self.rawValue = rawValue }
  /// Orders by the number.
  public static func < (left: ExtendedCommunity, right: ExtendedCommunity) -> Bool { left.rawValue < right.rawValue }

  /// The type octet without the transitive bit.
  public var type: UInt8 { UInt8(truncatingIfNeeded: rawValue >> 56) & 0xBF }
  /// The second octet.
  public var subtype: UInt8 { UInt8(truncatingIfNeeded: rawValue >> 48) }
  /// Whether it may pass from AS to AS: the T bit is 0 (RFC 4360 §2).
  public var isTransitive: Bool { rawValue >> 62 & 1 == 0 }

  /// What a community with a named subtype says.
  public enum Kind: UInt8, Sendable, Hashable, CaseIterable {
    /// Route target: who imports (RFC 4360 §4).
    case routeTarget = 2
    /// Route origin, or site of origin (RFC 4360 §5).
    case siteOfOrigin = 3

    /// `rt` or `soo`.
    public var name: String { self == .routeTarget ? "rt" : "soo" }
  }

  /// A two-octet AS and a number of four octets (RFC 4360 §3.1).
  public init(_ kind: Kind, as2 number: UInt16, _ local: UInt32) {
    rawValue = UInt64(kind.rawValue) << 48 | UInt64(number) << 32 | UInt64(local)
  }

  /// An IPv4 address and a number of two octets (RFC 4360 §3.2).
  public init(_ kind: Kind, _ address: IPv4Address, _ local: UInt16) {
    rawValue = 0x01 << 56 | UInt64(kind.rawValue) << 48 | UInt64(address.rawValue) << 16 | UInt64(local)
  }

  /// A four-octet AS and a number of two octets (RFC 5668).
  public init(_ kind: Kind, as4 number: UInt32, _ local: UInt16) {
    rawValue = 0x02 << 56 | UInt64(kind.rawValue) << 48 | UInt64(number) << 16 | UInt64(local)
  }

  /// The origin validation state of RFC 8097, which stays inside the AS.
  public enum OriginValidation: UInt8, Sendable, Hashable, CaseIterable {
    /// A ROA covers the prefix and names the origin.
    case valid = 0
    /// No ROA covers the prefix.
    case notFound = 1
    /// ROAs cover the prefix, none matches.
    case invalid = 2

    /// `valid`, `not-found` or `invalid`.
    public var name: String {
      switch self {
      case .valid: "valid"
      case .notFound: "not-found"
      case .invalid: "invalid"
      }
    }
  }

  /// The origin validation state as a community (RFC 8097 §2).
  public init(_ state: OriginValidation) { rawValue = 0x4300 << 48 | UInt64(state.rawValue) }

  /// The origin validation state that it carries; values above 2 mean invalid (RFC 8097 §2), nil for other communities.
  public var originValidation: OriginValidation? {
    guard rawValue >> 48 == 0x4300 else { return nil }
    return OriginValidation(rawValue: UInt8(truncatingIfNeeded: rawValue)) ?? .invalid
  }
}
