import BGPWire
import NetTypes

/// What receiving a message reads of its peer, without a reference: one line of the cache in most sessions.
struct PeerIngress {
  var traits: PeerTraits
  /// Stands for all that the meaning of attribute bytes from this peer depends on; peers that are alike share it.
  var contextNumber: UInt32 = 0
  /// The session is up.
  var isUp = false
  /// The import rules of each family accept everything as it is.
  var acceptsAll = (false, false)
  var updatesReceived: UInt64 = 0
  var updatesWithFaults: UInt64 = 0

  @inline(__always)
  func acceptsAll(_ family: AddressFamily) -> Bool { family == .ipv4 ? acceptsAll.0 : acceptsAll.1 }
}
