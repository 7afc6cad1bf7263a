import BGPRIB
import NetTypes

/// Everything that the speaker is told by its user. It can be replaced at run time: only what differs is touched.
public struct SpeakerConfiguration: Sendable, Equatable {
  /// AS, router ID, cluster and the like.
  public var rib: RIBConfiguration
  /// Where connections are accepted; empty for nowhere.
  public var listen: [Endpoint]
  /// The peers with a name.
  public var peers: [SpeakerPeer]
  /// The ranges that peers may come from.
  public var ranges: [SpeakerRange]
  /// Peers that an administrator took down before the start, by name, with the text that the peer may be told. Counts at the start only.
  public var shutdowns: [String: String?] = [:]
  /// How long, from the start, peers may take for their first End-of-RIB before old routes in the kernel are given up.
  public var initialWait: Duration

  /// Joins the parts.
  public init(
    rib: RIBConfiguration, listen: [Endpoint], peers: [SpeakerPeer], ranges: [SpeakerRange] = [], initialWait: Duration = .seconds(120)
  ) {
    self.rib = rib
    self.listen = listen
    self.peers = peers
    self.ranges = ranges
    self.initialWait = initialWait
  }

  /// The range that a peer without a line of its own comes in by: the most specific one.
  func range(of address: IPAddress) -> SpeakerRange? {
    let host = IPPrefix(host: address)
    return ranges.filter { $0.prefix.contains(host) }.max { $0.prefix.length < $1.prefix.length }
  }

  /// The TCP-MD5 keys that the listening sockets need.
  var passwords: [IPPrefix: Password] {
    var keys: [IPPrefix: Password] = [:]
    for range in ranges { if let password = range.template.transport.password { keys[range.prefix] = password } }
    for peer in peers { if let password = peer.transport.password { keys[IPPrefix(host: peer.endpoint.address)] = password } }
    return keys
  }
}
