import BGPWire
import NetTypes

/// UPDATE bodies for the benchmarks: distinct prefixes with the lengths of today's tables, a chosen number to an attribute set.
struct Feed {
  private(set) var bytes: [UInt8] = []
  private(set) var bodies: [Range<Int>] = []

  init(prefixes: Int, perMessage: Int, isIPv6: Bool = false) {
    var number = 0
    var set: UInt32 = 0
    while number < prefixes {
      let end = min(prefixes, number + perMessage)
      append(set, (number..<end).map { Self.prefix($0, isIPv6) }, isIPv6)
      number = end
      set += 1
    }
  }

  /// The n-th prefix: /24s mostly, some shorter and some /32, spread over the address space.
  static func prefix(_ number: Int, _ isIPv6: Bool) -> IPPrefix {
    // An odd factor permutes the 24 bits, so that no two are equal.
    let spread = UInt32(truncatingIfNeeded: number &* 0x9E_3779) & 0xFF_FFFF
    if isIPv6 { return IPPrefix(IPv6Address(high: 0x2001_0000_0000_0000 | UInt64(spread) << 16, low: 0), length: 48) }
    return IPPrefix(IPv4Address(spread << 8), length: 24)
  }

  private mutating func append(_ set: UInt32, _ prefixes: [IPPrefix], _ isIPv6: Bool) {
    func words(_ values: [UInt32]) -> [UInt8] {
      values.flatMap { value in (0..<4).map { UInt8(truncatingIfNeeded: value >> UInt32(24 - 8 * $0)) } }
    }
    let nlri = prefixes.flatMap { [$0.length] + $0.address.octets.prefix((Int($0.length) + 7) / 8) }
    var path = [64601, 1000 + set % 7001, 20000 + set % 331, 30000 + set / 11]
    if set % 3 == 0 { path.append(40000 + set % 977) }
    var field: [UInt8] = [0x40, 1, 1, 0, 0x40, 2, UInt8(2 + 4 * path.count), 2, UInt8(path.count)] + words(path)
    if !isIPv6 { field += [0x40, 3, 4, 10, 0, 0, 1] }
    field += [0xC0, 8, 8] + words([64601 << 16 | set % 911, 64601 << 16 | 77])
    if isIPv6 {
      let value: [UInt8] = [0, 2, 1, 16, 0xFD, 0] + Array(repeating: 0, count: 13) + [1, 0] + nlri
      field = [0x90, 14, UInt8(value.count >> 8), UInt8(value.count & 255)] + value + field
    }
    let start = bytes.count
    bytes += [0, 0, UInt8(field.count >> 8), UInt8(field.count & 255)] + field + (isIPv6 ? [] : nlri)
    bodies.append(start..<bytes.count)
  }

  /// Calls `body` for each message.
  func each(_ body: (UnsafeRawBufferPointer) -> Void) {
    bytes.withUnsafeBytes { all in for range in bodies { body(UnsafeRawBufferPointer(rebasing: all[range])) } }
  }
}
