import NetTypes

/// What the peer announced about graceful restart (RFC 4724 §3), as far as the session carries it.
public struct PeerGracefulRestart: Hashable, Sendable {
  /// The peer has just restarted (R bit): it waits for our End-of-RIB before it decides.
  public var restarting: Bool
  /// Both sides keep routes over a NOTIFICATION (RFC 8538): N bit of the peer and of ours.
  public var notificationSupport: Bool
  /// How long to keep its routes while it is away.
  public var restartTime: Duration
  /// Families whose routes are kept while it is away.
  public var families: FamilySet
  /// Of these, the ones whose forwarding the peer kept over its last restart (F bit).
  public var forwardingPreserved: FamilySet

  /// Joins the parts.
  public init(
    restarting: Bool, notificationSupport: Bool, restartTime: Duration, families: FamilySet, forwardingPreserved: FamilySet
  ) {
    self.restarting = restarting
    self.notificationSupport = notificationSupport
    self.restartTime = restartTime
    self.families = families
    self.forwardingPreserved = forwardingPreserved
  }
}
