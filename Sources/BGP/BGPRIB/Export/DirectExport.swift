import BGPWire
import NetTypes

/// The usual changes on export, in one pass over the canonical bytes: own AS in front and attributes of the AS left out (eBGP), or
/// LOCAL_PREF, ORIGINATOR_ID and CLUSTER_LIST put in (iBGP). It gives the same bytes as ``ExportRules/edit(_:_:isLocal:_:_:)`` with
/// `AttributeEditor`, without its allocations; a test compares them.
struct DirectExport {
  private let localAS: UInt32
  private let isExternal: Bool
  private let isLocal: Bool
  private let isUnusual: Bool
  private let hasPath: Bool
  /// LOCAL_PREF to put in.
  private let localPref: UInt32?
  /// ORIGINATOR_ID to put in.
  private let originatorID: UInt32?
  /// A cluster to put in front of CLUSTER_LIST.
  private let cluster: UInt32?

  init(_ rules: ExportRules, _ fields: AttributeFields, isLocal: Bool, _ source: PeerHot) {
    let flags = fields.flags
    localAS = rules.localAS.rawValue
    isExternal = rules.key.peerType == .external
    self.isLocal = isLocal
    hasPath = flags.contains(.asPath)
    let addsOTC = rules.key.role != nil && !flags.contains(.otc)
    isUnusual =
      rules.key.peerType == .confederation || (isExternal && (flags.contains(.confederation) || addsOTC || !hasPath))
    let reflects = !isExternal && !isLocal && !source.has(PeerHot.external)
    localPref = !isExternal && !flags.contains(.localPref) ? fields.localPref : nil
    originatorID = reflects && rules.clusterID != nil && !flags.contains(.originatorID) ? source.routerID : nil
    cluster = reflects ? rules.clusterID : nil
  }

  /// Writes the attributes; nil when the change is none of the usual ones.
  func write(_ canonical: UnsafeRawBufferPointer, into scratch: UnsafeMutableRawBufferPointer) -> UnsafeRawBufferPointer? {
    guard !isUnusual, canonical.count + 64 <= scratch.count, let from = canonical.baseAddress, let to = scratch.baseAddress else {
      return nil
    }
    var out = 0
    var at = 0
    var inserted = Inserted(localPref: localPref, originatorID: originatorID, cluster: cluster)
    while canonical.count &- at >= 3 {
      let code = canonical[at &+ 1]
      let isExtended = canonical[at] & 0x10 != 0
      let header = isExtended ? 4 : 3
      let length = isExtended ? Int(canonical[at &+ 2]) << 8 | Int(canonical[at &+ 3]) : Int(canonical[at &+ 2])
      guard canonical.count &- at &- header >= length else { return nil }
      inserted.write(before: code, to, &out)
      if code == 16 && isExternal { return nil }  // extended communities: some may not leave the AS
      if code == 2 && isExternal {
        guard !isExtended, let end = prepend(from + at, length, to + out) else { return nil }
        out &+= end
      } else if code == 10, let cluster {
        guard !isExtended, length < 252 else { return nil }
        Self.header(0x80, 10, length &+ 4, to + out)
        (to + out).storeBytes(of: cluster.bigEndian, toByteOffset: 3, as: UInt32.self)
        (to + out + 7).copyMemory(from: from + at + 3, byteCount: length)
        out &+= 7 &+ length
      } else if !(isExternal && isDropped(code)) {
        (to + out).copyMemory(from: from + at, byteCount: header &+ length)
        out &+= header &+ length
      }
      at &+= header &+ length
    }
    inserted.write(before: 255, to, &out)
    return UnsafeRawBufferPointer(start: to, count: out)
  }

  /// What stays in the AS: MED of others, LOCAL_PREF, ORIGINATOR_ID, CLUSTER_LIST, AIGP.
  @inline(__always)
  private func isDropped(_ code: UInt8) -> Bool { (code == 4 && !isLocal) || code == 5 || code == 9 || code == 10 || code == 26 }

  /// Own AS in front of AS_PATH: into its first AS_SEQUENCE, or as one. Nil when that takes a longer header or another segment.
  @inline(__always)
  private func prepend(_ path: UnsafeRawPointer, _ length: Int, _ to: UnsafeMutableRawPointer) -> Int? {
    guard length <= 248 else { return nil }
    if length == 0 {
      Self.header(0x40, 2, 6, to)
      to.storeBytes(of: 2, toByteOffset: 3, as: UInt8.self)
      to.storeBytes(of: 1, toByteOffset: 4, as: UInt8.self)
      to.storeBytes(of: localAS.bigEndian, toByteOffset: 5, as: UInt32.self)
      return 9
    }
    guard path.load(fromByteOffset: 3, as: UInt8.self) == 2 else { return nil }
    Self.header(0x40, 2, length &+ 4, to)
    to.storeBytes(of: 2, toByteOffset: 3, as: UInt8.self)
    to.storeBytes(of: path.load(fromByteOffset: 4, as: UInt8.self) &+ 1, toByteOffset: 4, as: UInt8.self)
    to.storeBytes(of: localAS.bigEndian, toByteOffset: 5, as: UInt32.self)
    (to + 9).copyMemory(from: path + 5, byteCount: length &- 2)
    return 7 &+ length
  }

  @inline(__always)
  fileprivate static func header(_ flags: UInt8, _ code: UInt8, _ length: Int, _ to: UnsafeMutableRawPointer) {
    to.storeBytes(of: flags, as: UInt8.self)
    to.storeBytes(of: code, toByteOffset: 1, as: UInt8.self)
    to.storeBytes(of: UInt8(truncatingIfNeeded: length), toByteOffset: 2, as: UInt8.self)
  }

  /// Attributes to put in at their place by code.
  private struct Inserted {
    var localPref: UInt32?
    var originatorID: UInt32?
    var cluster: UInt32?

    @inline(__always)
    mutating func write(before code: UInt8, _ to: UnsafeMutableRawPointer, _ out: inout Int) {
      if let value = localPref, code > 5 {
        append(0x40, 5, value, to, &out)
        localPref = nil
      }
      if let value = originatorID, code > 9 {
        append(0x80, 9, value, to, &out)
        originatorID = nil
      }
      // One that is there is prepended to in its place.
      if code == 10 { cluster = nil }
      if let value = cluster, code > 10 {
        append(0x80, 10, value, to, &out)
        cluster = nil
      }
    }

    private func append(_ flags: UInt8, _ code: UInt8, _ value: UInt32, _ to: UnsafeMutableRawPointer, _ out: inout Int) {
      DirectExport.header(flags, code, 4, to + out)
      (to + out).storeBytes(of: value.bigEndian, toByteOffset: 3, as: UInt32.self)
      out &+= 7
    }
  }
}
