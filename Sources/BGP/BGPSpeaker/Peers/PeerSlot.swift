import BGPRIB
import BGPSession
import NetTypes

/// One peer: its machine, its place in the RIB, its connections.
final class PeerSlot {
  let key: PeerKey
  /// The range that the peer came in by; nil for one that the configuration names.
  var range: String?
  var configuration: SpeakerPeer
  var machine: Peer
  /// Where the peer stands in the RIB.
  let index: PeerIndex
  var links: [ConnectionID: Link] = [:]
  /// The connection that carries routes, while the session is Established.
  var established: ConnectionID? { didSet { carrier = established.flatMap { links[$0] } } }
  /// The link of that connection.
  private(set) var carrier: Link?
  /// Octets that a message of the peer may have.
  var maximumReceiveLength = 4096
  /// When a peer of a range that has no session is forgotten.
  var forgetDeadline = MonotonicTime.distantFuture
  /// It stands in the speaker's list of peers of ranges that lost their session.
  var isRemembered = false
  /// When its session came up, or UPDATEs were last seen to have come; looked at after a start only.
  var lastNews = MonotonicTime.zero
  /// How many UPDATEs had come by then.
  var updatesSeen: UInt64 = 0
  /// Taken out of the configuration; only its last connection is still to be closed.
  var isRetired = false
  /// Faults of UPDATE messages since the start, mild ones included.
  var malformedUpdates: UInt64 = 0
  /// What the last fault was.
  var lastFault: String?

  init(key: PeerKey, range: String?, configuration: SpeakerPeer, machine: Peer, index: PeerIndex) {
    self.key = key
    self.range = range
    self.configuration = configuration
    self.machine = machine
    self.index = index
  }

  var name: String { configuration.name }

  var nextDeadline: MonotonicTime { min(machine.nextDeadline, forgetDeadline) }

  func link(_ connection: ConnectionID) -> LinkID { LinkID(peer: key, connection: connection) }
}
