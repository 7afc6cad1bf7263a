import BGPWire
import NetTypes

/// Bytes of UPDATEs for tests, written by hand: the RIB's own writer is what is tested.
enum Wire {
  /// What a test route carries.
  struct Attributes: Hashable {
    var path: [UInt32] = []
    var nextHop = "10.0.0.1"
    var med: UInt32?
    var localPref: UInt32?
    var origin: UInt8 = 0
    var communities: [UInt32] = []
    var originatorID: UInt32?
    var clusters: [UInt32] = []
    var otc: UInt32?
  }

  static func be(_ value: UInt32) -> [UInt8] { (0..<4).map { UInt8(truncatingIfNeeded: value >> UInt32(24 - 8 * $0)) } }

  static func attribute(_ flags: UInt8, _ code: UInt8, _ value: [UInt8]) -> [UInt8] {
    value.count > 255
      ? [flags | 0x10, code, UInt8(value.count >> 8), UInt8(value.count & 255)] + value : [flags, code, UInt8(value.count)] + value
  }

  static func nlri(_ prefix: IPPrefix, _ pathID: UInt32? = nil) -> [UInt8] {
    (pathID.map(be) ?? []) + [prefix.length] + prefix.address.octets.prefix((Int(prefix.length) + 7) / 8)
  }

  /// The body of an UPDATE of one family, with the same path identifier for all prefixes or none.
  static func update(
    _ attributes: Attributes? = nil, announce: [IPPrefix] = [], withdraw: [IPPrefix] = [], pathID: UInt32? = nil
  ) -> [UInt8] {
    let nlri: (IPPrefix) -> [UInt8] = { Self.nlri($0, pathID) }
    let isIPv6 = (announce + withdraw).first?.family == .ipv6
    var field: [UInt8] = []
    if let attributes, !announce.isEmpty {
      field += attribute(0x40, 1, [attributes.origin])
      field += attribute(0x40, 2, attributes.path.isEmpty ? [] : [2, UInt8(attributes.path.count)] + attributes.path.flatMap(be))
      if !isIPv6 { field += attribute(0x40, 3, IPAddress(attributes.nextHop)?.octets ?? []) }
      if let med = attributes.med { field += attribute(0x80, 4, be(med)) }
      if let localPref = attributes.localPref { field += attribute(0x40, 5, be(localPref)) }
      if !attributes.communities.isEmpty { field += attribute(0xC0, 8, attributes.communities.flatMap(be)) }
      if let originator = attributes.originatorID { field += attribute(0x80, 9, be(originator)) }
      if !attributes.clusters.isEmpty { field += attribute(0x80, 10, attributes.clusters.flatMap(be)) }
      if let otc = attributes.otc { field += attribute(0xC0, 35, be(otc)) }
    }
    if isIPv6, !withdraw.isEmpty { field = attribute(0x80, 15, [0, 2, 1] + withdraw.flatMap(nlri)) + field }
    if isIPv6, let attributes, !announce.isEmpty {
      field =
        attribute(0x80, 14, [0, 2, 1, 16] + (IPAddress(attributes.nextHop)?.octets ?? []) + [0] + announce.flatMap(nlri)) + field
    }
    let withdrawn = isIPv6 ? [] : withdraw.flatMap(nlri)
    return [UInt8(withdrawn.count >> 8), UInt8(withdrawn.count & 255)] + withdrawn
      + [UInt8(field.count >> 8), UInt8(field.count & 255)] + field + (isIPv6 ? [] : announce.flatMap(nlri))
  }
}

/// A generator with a seed (SplitMix64), so that a failure can be run again.
struct SeededGenerator: RandomNumberGenerator {
  var state: UInt64
  init(seed: UInt64) { state = seed }
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var value = state
    value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
    value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
    return value ^ (value >> 31)
  }
}
