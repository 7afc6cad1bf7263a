import BGPFilters
import BGPWire
import NetTypes

/// Finds in an attribute set that a route came through here before.
struct LoopCheck {
  let localAS: ASNumber
  let routerID: RouterID
  let clusterID: UInt32?

  init(_ configuration: RIBConfiguration) {
    (localAS, routerID, clusterID) = (configuration.localAS, configuration.routerID, configuration.clusterID)
  }

  /// Notes in a set which loops its bytes show.
  func mark(_ set: UnsafeMutablePointer<AttributeSet>, _ canonical: UnsafeRawBufferPointer) {
    let fields = set.pointee.fields
    var found: UInt8 = 0
    let count = fields.flags.contains(.asPath) ? Self.count(of: localAS.rawValue, in: canonical) : 0
    if count > 0 { found |= AttributeSet.ownAS }
    if fields.flags.contains(.originatorID), fields.originatorID == routerID.rawValue { found |= AttributeSet.ownOriginator }
    if fields.clusterListLength > 0, let clusterID, let list = CanonicalAttributes(canonical).value(of: 10), list.count(of: clusterID) > 0 {
      found |= AttributeSet.ownCluster
    }
    (set.pointee.loops, set.pointee.ownASCount) = (found, count)
  }

  /// How often an AS is in AS_PATH, up to 255. RFC 4271 §9.1.2: "If the AS_PATH attribute of a BGP route contains an AS loop, the BGP
  /// route should be excluded".
  static func count(of asNumber: UInt32, in canonical: UnsafeRawBufferPointer) -> UInt8 {
    guard let path = CanonicalAttributes(canonical).value(of: 2) else { return 0 }
    var offset = 0
    var count = 0
    while path.count - offset >= 2 {
      let end = min(path.count, offset + 2 + 4 * Int(path[offset + 1]))
      count += UnsafeRawBufferPointer(rebasing: path[(offset + 2)..<end]).count(of: asNumber)
      offset = end
    }
    return UInt8(clamping: count)
  }
}

extension AttributeStore {
  /// The loop in a set, as a bit of ``AttributeSet``, that keeps it from being used when it is from this peer; 0 for none.
  @inline(__always)
  func loop(in number: UInt32, from peer: UnsafePointer<PeerHot>) -> UInt8 {
    let set = self[number]
    if set.pointee.ownASCount > peer.pointee.allowedOwnAS { return AttributeSet.ownAS }
    let others = set.pointee.loops & ~AttributeSet.ownAS
    if others != 0 { return others }
    if peer.pointee.localAS == 0 { return 0 }
    // Only sessions with an AS of their own are asked this, so it is looked for each time.
    return LoopCheck.count(of: peer.pointee.localAS, in: bytes(number)) > peer.pointee.allowedOwnAS ? AttributeSet.sessionAS : 0
  }
}

extension UnsafeRawBufferPointer {
  /// How many of the 32-bit words in network order are the number.
  fileprivate func count(of word: UInt32) -> Int {
    var offset = 0
    var found = 0
    while count - offset >= 4 {
      if UInt32(bigEndian: loadUnaligned(fromByteOffset: offset, as: UInt32.self)) == word { found += 1 }
      offset += 4
    }
    return found
  }
}
