import NetTypes

/// What we announce and do about graceful restart (RFC 4724, RFC 8538), in both roles.
public struct GracefulRestartOptions: Hashable, Sendable {
  /// Seconds within which we come back after a restart; 12 bits on the wire.
  public var restartTime: UInt16
  /// Families whose forwarding state outlives our restart: the F bit. Kernel routes outlive us, hence all.
  public var forwardingPreserved: FamilySet
  /// We are restarting: the R bit in the OPENs sent from now on. The caller clears it when its own restart is over.
  public var restarting: Bool
  /// Keep routes also over a NOTIFICATION (RFC 8538): the N bit.
  public var notificationSupport: Bool
  /// How long stale routes may wait for the peer's End-of-RIB once it is back.
  public var stalePathTime: Duration

  /// Joins the parts.
  public init(
    restartTime: UInt16 = 120, forwardingPreserved: FamilySet = .all, restarting: Bool = false, notificationSupport: Bool = true,
    stalePathTime: Duration = .seconds(360)
  ) {
    self.restartTime = min(restartTime, 4095)
    self.forwardingPreserved = forwardingPreserved
    self.restarting = restarting
    self.notificationSupport = notificationSupport
    self.stalePathTime = stalePathTime
  }
}
