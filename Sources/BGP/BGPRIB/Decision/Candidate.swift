import BGPWire
import NetTypes

/// A usable path with what the steps compare, gathered once per decision.
struct Candidate {
  let path: UInt32
  /// The attribute set after the import rules.
  let attributes: UInt32
  let peer: UInt16
  let isExternal: Bool
  let origin: UInt8
  let clusterListLength: UInt8
  let asPathLength: UInt16
  let localPref: UInt32
  let med: UInt32
  let neighborAS: UInt32
  let cost: UInt32
  let routerID: UInt32
  let pathID: UInt32
  let addressHigh: UInt64
  let addressLow: UInt64
  /// The step that it lost at; ``Candidate/remains`` while it did not.
  var lost: UInt8 = Candidate.remains

  static let remains: UInt8 = 255

  init(path: UInt32, entry: PathEntry, attributes: UInt32, set: AttributeSet, cost: UInt32, pathID: UInt32, peer: PeerHot) {
    self.path = path
    self.attributes = attributes
    self.peer = entry.peer
    self.cost = cost
    self.pathID = pathID
    isExternal = peer.has(PeerHot.external)
    let fields = set.fields
    (origin, clusterListLength, asPathLength) = (fields.origin, fields.clusterListLength, fields.asPathLength)
    (localPref, med, neighborAS) = (fields.localPref, fields.med, fields.neighborAS)
    // RFC 4456 §9: "If a route carries the ORIGINATOR_ID attribute, then [...] its value SHOULD be treated as the BGP Identifier".
    routerID = fields.flags.contains(.originatorID) ? fields.originatorID : peer.routerID
    (addressHigh, addressLow) = (peer.addressHigh, peer.addressLow)
  }

  /// The rank at a step, lower is better; MED and the peer's address have their own comparisons.
  @inline(__always)
  func rank(_ step: DecisionStep) -> UInt64 {
    switch step {
    case .localOrigin: peer == PeerIndex.local.rawValue ? 0 : 1
    case .localPref: UInt64(~localPref)
    case .asPathLength: UInt64(asPathLength)
    case .origin: UInt64(origin)
    case .externalPeer: isExternal ? 0 : 1
    case .interiorCost: UInt64(cost)
    case .routerID: UInt64(routerID)
    case .clusterListLength: UInt64(clusterListLength)
    case .peerAddress: addressHigh
    case .pathID: UInt64(pathID)
    case .med: UInt64(med)
    }
  }
}
