/// A community (RFC 1997), `64512:1`.
public struct Community: RawRepresentable, Hashable, Sendable, Comparable {
  /// The four octets.
  public var rawValue: UInt32
  /// Wraps the four octets.
  public init(rawValue: UInt32) { self.rawValue = rawValue }
  /// Joins the two halves.
  public init(_ high: UInt16, _ low: UInt16) { rawValue = UInt32(high) << 16 | UInt32(low) }
  /// Orders by the number.
  public static func < (left: Community, right: Community) -> Bool { left.rawValue < right.rawValue }

  /// GRACEFUL_SHUTDOWN (RFC 8326).
  public static let gracefulShutdown = Community(0xFFFF, 0)
  /// LLGR_STALE (RFC 9494).
  public static let llgrStale = Community(0xFFFF, 6)
  /// NO_LLGR (RFC 9494).
  public static let noLLGR = Community(0xFFFF, 7)
  /// BLACKHOLE (RFC 7999).
  public static let blackhole = Community(0xFFFF, 666)
  /// NO_EXPORT (RFC 1997).
  public static let noExport = Community(0xFFFF, 0xFF01)
  /// NO_ADVERTISE (RFC 1997).
  public static let noAdvertise = Community(0xFFFF, 0xFF02)
  /// NO_EXPORT_SUBCONFED (RFC 1997).
  public static let noExportSubconfed = Community(0xFFFF, 0xFF03)

  /// The names of the registry that people write in filters.
  static let names: [(name: String, community: Community)] = [
    ("graceful-shutdown", .gracefulShutdown), ("llgr-stale", .llgrStale), ("no-llgr", .noLLGR), ("blackhole", .blackhole),
    ("no-export", .noExport), ("no-advertise", .noAdvertise), ("no-export-subconfed", .noExportSubconfed),
  ]

  /// The registered name, `no-export` for instance; nil for others.
  public var name: String? { Self.names.first { $0.community == self }?.name }
}

extension Community: LosslessStringConvertible {
  /// Reads `64512:1` or a registered name.
  public init?(_ text: String) {
    if let named = Self.names.first(where: { $0.name == text }) {
      self = named.community
      return
    }
    guard let parts = DecimalParts.read(text, count: 2, limit: 0xFFFF) else { return nil }
    self.init(UInt16(truncatingIfNeeded: parts[0]), UInt16(truncatingIfNeeded: parts[1]))
  }

  /// `64512:1`, always in numbers.
  public var description: String { "\(rawValue >> 16):\(rawValue & 0xFFFF)" }
}
