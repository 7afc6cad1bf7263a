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

  /// The loops found, as bits of ``AttributeSet``.
  func find(in canonical: UnsafeRawBufferPointer, _ fields: AttributeFields) -> UInt8 {
    var found: UInt8 = 0
    let attributes = CanonicalAttributes(canonical)
    if fields.flags.contains(.asPath), let path = attributes.value(of: 2), holdsOwnAS(path) { found |= AttributeSet.ownAS }
    if fields.flags.contains(.originatorID), fields.originatorID == routerID.rawValue { found |= AttributeSet.ownOriginator }
    if fields.clusterListLength > 0, let clusterID, let list = attributes.value(of: 10), list.holds(word: clusterID, from: 0) {
      found |= AttributeSet.ownCluster
    }
    return found
  }

  /// RFC 4271 §9.1.2: "If the AS_PATH attribute of a BGP route contains an AS loop, the BGP route should be excluded".
  private func holdsOwnAS(_ path: UnsafeRawBufferPointer) -> Bool {
    var offset = 0
    while path.count - offset >= 2 {
      let end = min(path.count, offset + 2 + 4 * Int(path[offset + 1]))
      let numbers = UnsafeRawBufferPointer(rebasing: path[(offset + 2)..<end])
      if numbers.holds(word: localAS.rawValue, from: 0) { return true }
      offset = end
    }
    return false
  }
}

extension UnsafeRawBufferPointer {
  /// Whether one of the 32-bit words in network order is the number.
  fileprivate func holds(word: UInt32, from start: Int) -> Bool {
    var offset = start
    while count - offset >= 4 {
      if UInt32(bigEndian: loadUnaligned(fromByteOffset: offset, as: UInt32.self)) == word { return true }
      offset += 4
    }
    return false
  }
}
