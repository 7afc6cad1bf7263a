import BGPSession

/// One TCP connection of one peer, unique over the life of a speaker.
public struct LinkID: Hashable, Sendable {
  /// The peer's key above, the connection's number below.
  public let rawValue: UInt64

  /// Reads back a number made by the other initialiser, as from an epoll token.
  public init(rawValue: UInt64) { self.rawValue = rawValue }

  /// Joins the parts.
  init(peer: PeerKey, connection: ConnectionID) { rawValue = UInt64(peer.rawValue) << 32 | UInt64(connection.rawValue) }

  var peer: PeerKey { PeerKey(rawValue: UInt32(truncatingIfNeeded: rawValue >> 32)) }
  var connection: ConnectionID { ConnectionID(rawValue: UInt32(truncatingIfNeeded: rawValue)) }
}

/// A peer of this speaker; never given twice, so that a late event of a removed peer finds nobody.
public struct PeerKey: Hashable, Sendable {
  /// Counts up from 1.
  public let rawValue: UInt32

  /// Wraps a number.
  public init(rawValue: UInt32) { self.rawValue = rawValue }
}
