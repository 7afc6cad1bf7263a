import NetTypes

/// What the RIB needs to know of this router.
public struct RIBConfiguration: Sendable, Hashable {
  /// Our AS.
  public var localAS: ASNumber
  /// Our BGP identifier.
  public var routerID: RouterID
  /// Present when this router reflects routes (RFC 4456).
  public var clusterID: UInt32?
  /// Whether a client's routes go to other clients; off when the clients are fully meshed (RFC 4456 §6).
  public var reflectsBetweenClients = true
  /// Paths of equal cost that go to the kernel together; 1 is the best alone.
  public var maximumPaths = 8
  /// Whether equal-cost paths may come through different neighbouring autonomous systems.
  public var multipathRelaxed = true
  /// Whether a path whose next hop does not resolve is left out (RFC 4271 §9.1.2.1); a reflector without kernel routes turns it off.
  public var requiresResolvedNextHops = true
  /// Whether learned routes are offered to the kernel; the blackholes of own blocks are in any case.
  public var exportsToKernel = true
  /// Own workload routes inside own blocks are left out of what peers get; borrowed ones outside are always advertised.
  public var suppressesWorkloadsInBlocks = true
  /// How many bytes of its group's log a peer may lag behind (or twice the group's state, if that is more) before it gets the difference
  /// to the latest state instead.
  public var logLimit: UInt64 = 8 << 20
  /// Secret that the hash tables are seeded with; random for each process, since peers choose the keys.
  public var hashSeed: UInt64
  /// Room for prefixes of one family, in address space only.
  public var maximumPrefixes = 1 << 24
  /// Room for paths of one family, in address space only.
  public var maximumPathCount = 1 << 26

  /// Joins the parts that have no default.
  public init(localAS: ASNumber, routerID: RouterID, clusterID: UInt32? = nil, hashSeed: UInt64) {
    (self.localAS, self.routerID, self.clusterID, self.hashSeed) = (localAS, routerID, clusterID, hashSeed)
  }
}
