import NetTypes

/// Which of two connections between the same speakers stays (RFC 4271 §6.8, RFC 6286 §2.3).
enum Collision {
  /// An established session younger than this loses nothing to a new connection, since that may be the other half of a collision;
  /// an older one does, if the peer does graceful restart: it has been restarted.
  static let window: Duration = .seconds(10)

  /// Whether the connection that we opened stays: that of the higher identifier, and among equals that of the higher AS.
  static func outgoingStays(_ configuration: PeerConfiguration, against peer: Negotiated) -> Bool {
    if configuration.localRouterID != peer.remoteRouterID { return configuration.localRouterID > peer.remoteRouterID }
    return configuration.localAS > peer.remoteAS
  }
}
