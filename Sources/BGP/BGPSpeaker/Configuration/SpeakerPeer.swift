import BGPRIB
import BGPSession
import NetTypes

/// Everything about one peer, or about each peer of a range.
public struct SpeakerPeer: Sendable, Equatable {
  /// The name in the configuration; a peer of a range gets `RANGE/ADDRESS`.
  public var name: String
  /// Where the peer is; for a range the first address of it.
  public var endpoint: Endpoint
  /// What the session machine needs.
  public var session: PeerConfiguration
  /// What the sockets need.
  public var transport: TransportOptions
  /// What the RIB needs before a session is up.
  public var routing: RIBPeer
  /// How long a session that was closed for its prefix limit stays down; nil until someone enables it.
  public var limitPause: Duration?
  /// How long after the first session our own End-of-RIB waits for that of this peer (RFC 4724 §4.1), and how long one that sends none has
  /// to be silent to count as having sent all.
  public var selectionDeferral = Duration.seconds(5)

  /// Joins the parts.
  public init(name: String, endpoint: Endpoint, session: PeerConfiguration, transport: TransportOptions, routing: RIBPeer) {
    self.name = name
    self.endpoint = endpoint
    self.session = session
    self.transport = transport
    self.routing = routing
  }
}

/// Peers that may connect from any address of a prefix; they are never connected to.
public struct SpeakerRange: Sendable, Equatable {
  /// The addresses.
  public var prefix: IPPrefix
  /// What each of them is like; name and endpoint are filled in when one connects.
  public var template: SpeakerPeer

  /// Joins the parts.
  public init(prefix: IPPrefix, template: SpeakerPeer) {
    self.prefix = prefix
    self.template = template
  }

  /// The peer that connects from an address of the range.
  func peer(at remote: Endpoint) -> SpeakerPeer {
    var peer = template
    peer.name = "\(template.name)/\(remote.address)"
    peer.endpoint = Endpoint(remote.address, port: 179, interface: remote.interface)
    peer.session.name = peer.name
    peer.session.address = remote.address
    peer.session.passive = true
    return peer
  }
}
