import NetTypes

/// Counts of one family of one peer.
public struct FamilyStatistics: Sendable, Hashable {
  /// Paths in the Adj-RIB-In.
  public var received = 0
  /// Of these, paths that the import rules and loop checks take; the next hop of such a path may still be unreachable.
  public var accepted = 0
  /// Of these, paths that the import rules or loop checks refuse.
  public var filtered = 0
  /// Prefixes in the Adj-RIB-Out; paths with ADD-PATH.
  public var sent = 0
  /// Paths that wait for their peer's return (graceful restart).
  public var stale = 0
  /// Announcements that a prefix limit with `discard` left out since the session or the last refresh began.
  public var refusedByLimit = 0
  /// No counts.
  public init() {}
}

/// Counts of a peer since it was added.
public struct PeerStatistics: Sendable, Hashable {
  /// Of IPv4.
  public var ipv4 = FamilyStatistics()
  /// Of IPv6.
  public var ipv6 = FamilyStatistics()
  /// UPDATE messages taken in.
  public var updatesReceived: UInt64 = 0
  /// UPDATE messages with a malformed attribute.
  public var updatesWithFaults: UInt64 = 0
  /// Times that the peer fell behind the log and was brought to the latest state instead.
  public var resyncs: UInt64 = 0
  /// It is behind the log at the moment, and gets the difference to the latest state when what was queued before is out.
  public var isResynchronising = false
  /// Bytes that wait for the peer's socket.
  public var queuedBytes: UInt64 = 0
  /// No counts.
  public init() {}

  /// The counts of one family.
  public subscript(family: AddressFamily) -> FamilyStatistics {
    get { family == .ipv4 ? ipv4 : ipv6 }
    set { if family == .ipv4 { ipv4 = newValue } else { ipv6 = newValue } }
  }
}
