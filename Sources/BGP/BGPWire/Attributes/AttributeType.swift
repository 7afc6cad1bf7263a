/// The type code of a path attribute.
public struct AttributeType: RawRepresentable, Hashable, Sendable, Comparable {
  /// The code of the registry.
  public var rawValue: UInt8
  /// Wraps a code.
  public init(rawValue: UInt8) { self.rawValue = rawValue }
  /// Wraps a code.
  public init(_ code: UInt8) { rawValue = code }
  /// Orders by code.
  public static func < (left: AttributeType, right: AttributeType) -> Bool { left.rawValue < right.rawValue }

  /// Where the route came from at first (RFC 4271 §5.1.1).
  public static let origin = AttributeType(1)
  /// The ASes passed (RFC 4271 §5.1.2).
  public static let asPath = AttributeType(2)
  /// The IPv4 next hop of the NLRI field (RFC 4271 §5.1.3).
  public static let nextHop = AttributeType(3)
  /// Which of several links to a neighbouring AS (RFC 4271 §5.1.4).
  public static let med = AttributeType(4)
  /// The preference inside the AS (RFC 4271 §5.1.5).
  public static let localPref = AttributeType(5)
  /// The path was shortened by aggregation (RFC 4271 §5.1.6).
  public static let atomicAggregate = AttributeType(6)
  /// Who aggregated (RFC 4271 §5.1.7).
  public static let aggregator = AttributeType(7)
  /// Communities (RFC 1997).
  public static let communities = AttributeType(8)
  /// The originator inside the AS (RFC 4456 §8).
  public static let originatorID = AttributeType(9)
  /// The reflection clusters passed (RFC 4456 §8).
  public static let clusterList = AttributeType(10)
  /// Routes of any family with their next hop (RFC 4760 §3).
  public static let mpReach = AttributeType(14)
  /// Withdrawn routes of any family (RFC 4760 §4).
  public static let mpUnreach = AttributeType(15)
  /// Extended communities (RFC 4360).
  public static let extendedCommunities = AttributeType(16)
  /// AS_PATH in four octets, for speakers of two (RFC 6793).
  public static let as4Path = AttributeType(17)
  /// AGGREGATOR in four octets, for speakers of two (RFC 6793).
  public static let as4Aggregator = AttributeType(18)
  /// IPv6 address specific extended communities (RFC 5701).
  public static let ipv6ExtendedCommunities = AttributeType(25)
  /// The accumulated IGP metric (RFC 7311).
  public static let aigp = AttributeType(26)
  /// Large communities (RFC 8092).
  public static let largeCommunities = AttributeType(32)
  /// Only to Customer (RFC 9234).
  public static let onlyToCustomer = AttributeType(35)
}

extension AttributeType: CustomStringConvertible {
  /// The name of the RFC, `ATTRIBUTE_N` for one that Apus does not know.
  public var description: String { AttributeTable[self]?.name ?? "ATTRIBUTE_\(rawValue)" }
}

/// The flags octet of a path attribute (RFC 4271 §4.3).
public struct AttributeFlags: OptionSet, Hashable, Sendable {
  /// The octet.
  public let rawValue: UInt8
  /// Wraps the octet.
  public init(rawValue: UInt8) { self.rawValue = rawValue }
  /// Not every speaker knows it.
  public static let optional = AttributeFlags(rawValue: 0x80)
  /// It is passed on.
  public static let transitive = AttributeFlags(rawValue: 0x40)
  /// A speaker on the way did not know it.
  public static let partial = AttributeFlags(rawValue: 0x20)
  /// The length has two octets.
  public static let extendedLength = AttributeFlags(rawValue: 0x10)
}
