import NetTypes

@testable import KernelRoutes

/// The identity that the tests use.
let ours = RouteIdentity(table: 254, protocolNumber: 86, metric: 2048)

struct BadText: Error { let text: String }

func prefix(_ text: String) throws -> IPPrefix {
  guard let prefix = IPPrefix(text) else { throw BadText(text: text) }
  return prefix
}

func address(_ text: String) throws -> IPAddress {
  guard let address = IPAddress(text) else { throw BadText(text: text) }
  return address
}

/// `"10.0.0.2"`, `"fe80::1%3"` with an interface index, `"%3"` for an interface alone.
func hop(_ text: String) throws -> KernelNextHop {
  let parts = text.split(separator: "%", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
  let gateway = parts.first.flatMap { $0.isEmpty ? nil : $0 }
  return KernelNextHop(gateway: try gateway.map(address), interfaceIndex: parts.count > 1 ? UInt32(parts[1]) : nil)
}

func via(_ hops: String...) throws -> RouteTarget { RouteTarget(via: try hops.map(hop)) }

func wish(_ text: String, _ hops: String...) throws -> DesiredChange {
  DesiredChange(prefix: try prefix(text), target: hops.isEmpty ? nil : RouteTarget(via: try hops.map(hop)))
}

func route(_ text: String, _ hops: String..., protocolNumber: UInt8 = 86, metric: UInt32 = 2048) throws -> KernelRoute {
  KernelRoute(
    prefix: try prefix(text), target: RouteTarget(via: try hops.map(hop)), table: 254, protocolNumber: protocolNumber, metric: metric)
}

/// Octets from hexadecimal text.
func octets(_ hex: String) throws -> [UInt8] {
  let digits = hex.compactMap(\.hexDigitValue)
  guard digits.count == hex.count, digits.count.isMultiple(of: 2) else { throw BadText(text: hex) }
  return stride(from: 0, to: digits.count, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
}

/// The first message in the octets; throws when there is none.
func firstMessage<Result>(_ bytes: [UInt8], _ read: (NetlinkMessage) throws -> Result) throws -> Result {
  try bytes.withUnsafeBytes { buffer in
    var reader = MessageReader(buffer)
    guard let message = reader.next() else { throw BadText(text: "no message in \(bytes.count) octets") }
    return try read(message)
  }
}

/// A small seeded generator (SplitMix64), so that a failing run can be repeated.
struct SeededGenerator: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var value = state
    value = (value ^ value >> 30) &* 0xBF58_476D_1CE4_E5B9
    value = (value ^ value >> 27) &* 0x94D0_49BB_1331_11EB
    return value ^ value >> 31
  }
}
