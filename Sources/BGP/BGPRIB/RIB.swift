import BGPFilters
import BGPWire
import NetTypes

/// Adj-RIBs-In, Loc-RIB and Adj-RIBs-Out of this router (RFC 4271 §3.2), pure and with a single owner.
///
/// - In: ``receive(_:from:at:)`` only stores routes and queues their prefixes; ``process(limit:)`` decides them in slices and appends what
///   changed to the logs of the update groups, encoded once for all peers of a group.
/// - Out: each peer follows its group's log with a cursor: ``output(for:into:enough:)`` and ``consumed(_:by:)``.
/// - Nothing here reads a clock, a socket or randomness; the hash seed and the time come in.
public final class RIB {
  /// What the RIB knows of this router.
  public internal(set) var configuration: RIBConfiguration
  /// No End-of-RIB is sent for now: after a restart, others may still have routes to tell that peers would miss (RFC 4724 §4.1).
  public var holdsEndOfRIB = false
  // Behind pointers, so that each access in the hot path is not checked for exclusivity at run time: there is a single owner.
  let ipv4 = UnsafeMutablePointer<FamilyTable>.allocate(capacity: 1)
  let ipv6 = UnsafeMutablePointer<FamilyTable>.allocate(capacity: 1)
  let shared = UnsafeMutablePointer<SharedAttributes>.allocate(capacity: 1)
  let batch = UnsafeMutablePointer<RouteBatch>.allocate(capacity: 1)
  var decoder = AttributeDecoder()
  let headers = HeaderCache()
  /// What receiving reads of all peers, by index.
  let ingresses = Arena<PeerIngress>(capacity: 1 << 16)
  /// Hot fields of all peers, by index.
  let hot = Arena<PeerHot>(capacity: 1 << 16)
  /// Peers by index; the first place is our own.
  var peers: [PeerState?] = [nil]
  var freePeers: [PeerIndex] = []
  /// Numbers of contexts in which attribute bytes mean the same (see ``PeerIngress/contextNumber``).
  var contexts: [UpdateContext: UInt32] = [:]
  var connected = ConnectedTable()
  /// Next hops that no connected route holds: they resolve over the RIB.
  var recursiveNextHops = RecursiveNextHops()
  var nextHopsAreDirty = false
  var sweeps = [Sweep(), Sweep()]
  var groups: [[UpdateGroup]] = [[], []]
  /// What tells peers of one group that they belong to another one now, encoded once for all that move with one reload: it holds until
  /// something is decided.
  var moves: [(old: UpdateGroup, new: UpdateGroup, difference: ChainReader)] = []
  /// Local routes by the number that their paths carry.
  var locals = LocalRouteTable()
  /// Some export rule asks for interfaces: local routes of different interfaces have different attribute sets.
  var localInterfacesMatter = false
  /// Peers that have not been sent their first End-of-RIB.
  var awaitingEndOfRIB: [(peer: PeerIndex, family: AddressFamily)] = []
  /// Peers that have something to send and have not been told of yet.
  var ready = ReadyList()
  /// Why the kernel refused, by prefix.
  var refusals: [IPPrefix: String] = [:]
  /// The buffer in which header bytes of messages with MP attributes are joined.
  let joined = UnsafeMutableRawPointer.allocate(byteCount: 1 << 17, alignment: 16)
  let seed: UInt64
  /// Where attributes are written on their way out.
  let exportScratch = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 17, alignment: 16)

  /// An empty RIB.
  public init(configuration: RIBConfiguration) {
    self.configuration = configuration
    seed = mix(configuration.hashSeed | 1, 0xD6E8_FEB8_6659_FD93)
    ipv4.initialize(to: FamilyTable(family: .ipv4, configuration))
    ipv6.initialize(to: FamilyTable(family: .ipv6, configuration))
    shared.initialize(to: SharedAttributes(configuration))
    batch.initialize(to: RouteBatch())
    hot[0] = PeerHot(routerID: configuration.routerID.rawValue, flags: PeerHot.up)
  }

  deinit {
    for family in [ipv4, ipv6] {
      family.deinitialize(count: 1)
      family.deallocate()
    }
    shared.deinitialize(count: 1)
    shared.deallocate()
    batch.deinitialize(count: 1)
    batch.deallocate()
    joined.deallocate()
    exportScratch.deallocate()
  }

  /// Runs a body on the tables of a family.
  @inline(__always)
  func with<Result>(_ family: AddressFamily, _ body: (inout FamilyTable) throws -> Result) rethrows -> Result {
    family == .ipv4 ? try body(&ipv4.pointee) : try body(&ipv6.pointee)
  }

  var decisionContext: DecisionContext { DecisionContext(configuration, peers: hot.base) }

  func state(_ peer: PeerIndex) -> PeerState? { Int(peer.rawValue) < peers.count ? peers[Int(peer.rawValue)] : nil }
}
