import BGPWire
import NetTypes

/// What the decision process and the walks over the table read of a peer, without a reference.
struct PeerHot {
  var addressHigh: UInt64 = 0
  var addressLow: UInt64 = 0
  var routerID: UInt32 = 0
  /// Counts sessions and refreshes of each family, in the bits of ``PathEntry/generationMask``; paths of another number are stale or going.
  var generations = SIMD2<UInt16>(0, 0)
  var flags: UInt16 = 0
  /// How often our AS may be in a path of this peer.
  var allowedOwnAS: UInt8 = 0
  /// Our AS on this session where it is not the router's, else 0.
  var localAS: UInt32 = 0

  static let up: UInt16 = 1
  /// Another AS: eBGP, or another member of our confederation.
  static let external: UInt16 = 2
  static let client: UInt16 = 4
  /// Outside of our confederation too.
  static let outside: UInt16 = 8
  /// Stale paths of a family are used (graceful restart, enhanced refresh).
  static let retains: [UInt16] = [16, 32]
  /// The walk removes paths of other generations.
  static let sweeps: [UInt16] = [64, 128]
  /// The walk evaluates the import rules anew.
  static let evaluates: [UInt16] = [256, 512]

  @inline(__always)
  func has(_ flag: UInt16) -> Bool { flags & flag != 0 }
  @inline(__always)
  mutating func set(_ flag: UInt16, _ value: Bool) { flags = value ? flags | flag : flags & ~flag }
}
