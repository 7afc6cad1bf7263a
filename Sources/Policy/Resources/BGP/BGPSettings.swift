import NetTypes

/// The `bgp:` section of the node's file, completed from BGPConfiguration, BGPPeer, BGPFilter and Node manifests.
public struct BGPSettings: Hashable, Sendable {
  /// Our AS.
  public var asNumber: ASNumber
  /// Our BGP identifier.
  public var routerID: RouterID
  /// Addresses that accept sessions; empty accepts none.
  public var listen: [IPAddress] = [.v4(.any), .v6(.any)]
  /// The TCP port of ``listen``.
  public var listenPort: UInt16 = 179
  /// Present: this node reflects between its clients (RFC 4456).
  public var routeReflectorClusterID: RouterID?
  /// Whether a reflector passes a client's routes on to its other clients; off where these are fully meshed (RFC 4456 §6).
  public var clientToClientReflection = true
  /// The hold time that is proposed to peers, in seconds: 0 or at least 3 (RFC 4271 §4.2).
  public var holdTime: UInt16 = 90
  /// Graceful restart (RFC 4724); nil is off.
  public var gracefulRestart: GracefulRestartSettings? = GracefulRestartSettings()
  /// How many equally good paths may share a prefix: 1 is no ECMP.
  public var multipath: UInt8 = 16
  /// The peers that this node speaks to.
  public var peers: [BGPPeerSpec] = []
  /// The user's filters; built-in ones are not here.
  public var filters: [BGPFilterSpec] = []
  /// Communities that own routes carry, by prefix (BGPConfiguration).
  public var prefixAdvertisements: [PrefixAdvertisement] = []
  /// Peers that manifests name and that cannot come up yet.
  public var pendingPeers: [PendingPeer] = []

  /// Settings with defaults for everything but the two numbers that have none.
  public init(asNumber: ASNumber, routerID: RouterID) {
    self.asNumber = asNumber
    self.routerID = routerID
  }
}

/// Graceful restart (RFC 4724) and its long-lived form (RFC 9494), in seconds.
public struct GracefulRestartSettings: Hashable, Sendable {
  /// How long a peer shall keep our routes while we are away: 0...4095.
  public var restartTime: UInt16 = 120
  /// How long they are kept with low preference after that; 0 is off.
  public var longLivedStaleTime: UInt32 = 0
  /// How long after a restart our End-of-RIB waits for those of the peers; a peer that sends none counts as complete when it has been silent
  /// for so long.
  public var selectionDeferralTime: UInt16 = 5

  /// The defaults.
  public init() {}
}

/// A peer that cannot come up yet, and what it waits for.
public struct PendingPeer: Hashable, Sendable {
  /// The peer's name.
  public var name: String
  /// What it waits for, as a sentence.
  public var reason: String

  /// Joins the parts.
  public init(name: String, reason: String) {
    self.name = name
    self.reason = reason
  }
}

/// Communities that own routes inside a prefix carry.
public struct PrefixAdvertisement: Hashable, Sendable {
  /// The routes inside this prefix.
  public var cidr: IPPrefix
  /// What they carry.
  public var communities: [CommunityValue]

  /// Joins the parts.
  public init(cidr: IPPrefix, communities: [CommunityValue]) {
    self.cidr = cidr
    self.communities = communities
  }
}
