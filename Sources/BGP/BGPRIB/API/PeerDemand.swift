import NetTypes

/// What a peer's new configuration asks of its session.
public enum PeerDemand: Sendable, Hashable {
  /// The peer has sent more prefixes of a family than its new limit allows.
  case limitExceeded(AddressFamily, PrefixLimit)
  /// The old limit left routes of a family out that have room now: the peer has to send them again.
  case refetch(AddressFamily)
}
