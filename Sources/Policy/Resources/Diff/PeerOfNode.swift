import NetTypes

/// A peer with what its node says for all: whether a change of one is felt may depend on the other.
@dynamicMemberLookup
struct PeerOfNode: Sendable {
  let peer: BGPPeerSpec
  let node: BGPSettings

  init(_ peer: BGPPeerSpec, of node: BGPSettings) { (self.peer, self.node) = (peer, node) }

  /// A field of the peer.
  subscript<Value>(dynamicMember field: KeyPath<BGPPeerSpec, Value>) -> Value { peer[keyPath: field] }

  /// Our AS on the session.
  var localAS: ASNumber { peer.localASNumber ?? node.asNumber }

  /// The AS that a session that is up has at its other end; nil when the configuration leaves that open.
  var remoteAS: ASNumber? {
    switch peer.asNumber {
    case .number(let number): number
    case .internal: localAS
    case .external: nil
    }
  }

  /// Whether a peer of this AS may have a session.
  func accepts(_ number: ASNumber) -> Bool {
    switch peer.asNumber {
    case .number, .internal: number == remoteAS
    case .external: number != localAS
    }
  }

  /// What is in force of graceful restart; nil without it.
  var restart: GracefulRestartSettings? {
    switch peer.gracefulRestart {
    case .asNode: node.gracefulRestart
    case .off: nil
    case .on(let settings): settings
    }
  }

  /// Whether the node gives the peer's session another identity than before, so that it has to begin anew.
  func isReset(from old: PeerOfNode) -> Bool {
    guard old.enabled else { return false }
    return old.node.routerID != node.routerID || (old.localASNumber == peer.localASNumber && old.localAS != localAS)
  }

  /// Whether each peer that `old` stands for is also meant here.
  func covers(_ old: PeerOfNode) -> Bool {
    if case .range(let before) = old.remote, case .range(let now) = peer.remote { return now.contains(before) }
    return old.remote == peer.remote
  }
}
