import BGPWire
import NetTypes

/// What the speaker is to do for a peer, in the order given.
public enum PeerEffect: Hashable, Sendable {
  /// Open a TCP connection to the peer; answered by `connected` or `connectFailed`.
  case connect(ConnectionID)
  /// Send these octets, which are whole messages, behind what waits already.
  case send(ConnectionID, [UInt8])
  /// Close the connection; its name is not used again, and nothing about it needs to be told.
  case close(ConnectionID, CloseManner)
  /// The session is up: routes may flow.
  case established(ConnectionID, Negotiated)
  /// The session that was up is down; exactly once for each `established`.
  case down(DownReason, RouteRetention)
  /// Stale routes of these families that the RIB still holds for this peer are to go (RFC 4724 §4.2).
  case routesExpired(FamilySet)
  /// The peer asks for our routes of the family again.
  case refreshRequested(AddressFamily)
  /// The peer is about to send all its routes of the family again (RFC 7313 BoRR).
  case refreshBegan(AddressFamily)
  /// It has done so: what it did not repeat is gone (RFC 7313 EoRR).
  case refreshEnded(AddressFamily)
  /// The state changed; comes last, once an input.
  case stateChanged(SessionState)
}

/// How a connection is to be closed.
public enum CloseManner: Hashable, Sendable {
  /// Send what was given last, the NOTIFICATION, if the peer takes it within a moment; UPDATEs that wait are dropped.
  case afterNotification
  /// At once.
  case abort
}
