import BGPWire
import NetTypes

/// One path of one prefix, for people and the API.
public struct RouteView: Sendable, Hashable {
  /// The prefix.
  public var prefix: IPPrefix
  /// Whether it is the one in use.
  public var isBest = false
  /// Whether it is used beside the best (equal-cost multipath).
  public var isMultipath = false
  /// The peer it is from; ``PeerIndex/local`` for our own.
  public var from: PeerIndex
  /// The path identifier of the peer (RFC 7911).
  public var pathID: UInt32?
  /// The next hop, nil for our own.
  public var nextHop: NextHop?
  /// The decoded fields, after the import rules.
  public var fields: AttributeFields
  /// The attributes in canonical form, after the import rules; read them with BGPWire's view.
  public var attributes: [UInt8]
  /// What the route stands for, when it is our own.
  public var local: LocalRoute?
  /// Whether the kernel has the prefix from us.
  public var isInstalled = false
  /// Why the kernel does not take it.
  public var kernelRefusal: String?
  /// Kept while its peer restarts.
  public var isStale = false
  /// Why it is used or not.
  public var why: RouteReason
  /// When it came.
  public var since: MonotonicTime = .zero

  init(prefix: IPPrefix, from: PeerIndex, fields: AttributeFields, attributes: [UInt8], why: RouteReason) {
    (self.prefix, self.from, self.fields, self.attributes, self.why) = (prefix, from, fields, attributes, why)
  }
}

/// Why a path is used, or is not.
public enum RouteReason: Sendable, Hashable {
  /// It is the only path that can be used.
  case onlyPath
  /// It won against others; the last step that was needed.
  case best(DecisionStep)
  /// It lost at a step against the best path.
  case lost(DecisionStep)
  /// An import rule refuses it.
  case filtered(String)
  /// Our own AS is in its path (RFC 4271 §9.1.2).
  case ownASInPath(ASNumber)
  /// It began here: ORIGINATOR_ID is our identifier (RFC 4456 §8).
  case ownOriginator(RouterID)
  /// It came through this cluster before (RFC 4456 §8).
  case clusterLoop(UInt32)
  /// It leaks from a customer or peer (RFC 9234 §5).
  case routeLeak(ASNumber)
  /// Its next hop is unreachable.
  case unresolvedNextHop(IPAddress)
  /// It covers its own next hop: using it would cut the way to it.
  case coversOwnNextHop(IPAddress)
  /// Its next hop is one of our own addresses.
  case ownNextHop(IPAddress)
  /// Its peer is down and its routes are going.
  case peerDown

  /// The reason as a sentence.
  public var text: String {
    switch self {
    case .onlyPath: "only path"
    case .best(let step): "best: \(step.winner)"
    case .lost(let step): "not best: \(step.loser) (\(step.reference))"
    case .filtered(let rule): rule
    case .ownASInPath(let number): "own AS \(number) in AS_PATH (loop, RFC 4271 §9.1.2)"
    case .ownOriginator(let identifier): "ORIGINATOR_ID \(identifier) is our own (loop, RFC 4456 §8)"
    case .clusterLoop(let cluster): "own cluster \(RouterID(cluster)) in CLUSTER_LIST (loop, RFC 4456 §8)"
    case .routeLeak(let number): "only-to-customer attribute of AS \(number): route leak (RFC 9234 §5)"
    case .unresolvedNextHop(let address): "next hop \(address) is unreachable"
    case .coversOwnNextHop(let address): "covers its own next hop \(address)"
    case .ownNextHop(let address): "next hop \(address) is our own address"
    case .peerDown: "its session is down"
    }
  }
}
