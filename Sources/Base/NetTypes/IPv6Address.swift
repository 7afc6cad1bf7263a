/// An IPv6 address as two halves in host byte order.
public struct IPv6Address: Hashable, Sendable, Comparable {
  /// The first eight octets.
  public var high: UInt64
  /// The last eight octets.
  public var low: UInt64

  /// Joins two halves.
  public init(high: UInt64, low: UInt64) {
    self.high = high
    self.low = low
  }

  /// `::`
  public static let any = IPv6Address(high: 0, low: 0)

  /// Orders by the number.
  public static func < (left: IPv6Address, right: IPv6Address) -> Bool {
    left.high != right.high ? left.high < right.high : left.low < right.low
  }

  /// fe80::/10
  public var isLinkLocal: Bool { high &>> 54 == 0x3FA }

  /// ff00::/8
  public var isMulticast: Bool { high &>> 56 == 0xFF }

  /// ::1
  public var isLoopback: Bool { high == 0 && low == 1 }

  /// ::ffff:a.b.c.d, which carries an IPv4 address; nil for others.
  public var mappedIPv4: IPv4Address? { high == 0 && low &>> 32 == 0xFFFF ? IPv4Address(UInt32(truncatingIfNeeded: low)) : nil }

  /// The eight groups of 16 bits, first to last.
  public var groups: [UInt16] {
    (0..<8).map { UInt16(truncatingIfNeeded: ($0 < 4 ? high : low) >> UInt64(48 - 16 * ($0 & 3))) }
  }
}

extension IPv6Address: LosslessStringConvertible {
  /// Reads the forms of RFC 4291 §2.2 (groups, one `::`, a trailing dotted quad); no zone, no brackets.
  public init?(_ text: String) {
    var head: [UInt16] = []
    var tail: [UInt16] = []
    var sawGap = false
    var rest = Substring(text)
    if rest.hasPrefix("::") {
      sawGap = true
      rest = rest.dropFirst(2)
    } else if rest.hasPrefix(":") {
      return nil
    }
    while !rest.isEmpty {
      let end = rest.firstIndex(of: ":") ?? rest.endIndex
      let piece = rest[..<end]
      guard let groups = Self.groups(of: piece, isLast: end == rest.endIndex) else { return nil }
      if sawGap { tail += groups } else { head += groups }
      rest = rest[end...].dropFirst()
      if end != rest.startIndex && rest.isEmpty { return nil }  // a lone colon at the end
      if rest.hasPrefix(":") {
        if sawGap { return nil }
        sawGap = true
        rest = rest.dropFirst()
      }
    }
    let count = head.count + tail.count
    guard sawGap ? count <= 7 : count == 8 else { return nil }
    let all = head + Array(repeating: 0, count: 8 - count) + tail
    high = all[..<4].reduce(0) { $0 << 16 | UInt64($1) }
    low = all[4...].reduce(0) { $0 << 16 | UInt64($1) }
  }

  private static func groups(of piece: Substring, isLast: Bool) -> [UInt16]? {
    if isLast && piece.contains(".") {
      guard let quad = IPv4Address(String(piece)) else { return nil }
      return [UInt16(quad.rawValue >> 16), UInt16(quad.rawValue & 0xFFFF)]
    }
    guard (1...4).contains(piece.utf8.count), !piece.hasPrefix("+"), let value = UInt16(piece, radix: 16) else { return nil }
    return [value]
  }

  /// The canonical text of RFC 5952: lower case, the longest run of at least two zero groups as `::`.
  public var description: String {
    if let quad = mappedIPv4 { return "::ffff:\(quad)" }
    let groups = self.groups
    var best = 0..<0
    var index = 0
    while index < 8 {
      var end = index
      while end < 8 && groups[end] == 0 { end += 1 }
      if end - index > max(best.count, 1) { best = index..<end }
      index = max(end, index + 1)
    }
    func hex(_ part: ArraySlice<UInt16>) -> String { part.map { String($0, radix: 16) }.joined(separator: ":") }
    if best.isEmpty { return hex(groups[...]) }
    return hex(groups[..<best.lowerBound]) + "::" + hex(groups[best.upperBound...])
  }
}
