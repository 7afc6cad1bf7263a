/// The steps of the decision process in their order: RFC 4271 §9.1.2.2, with those that RFC 4456 §9 adds.
///
/// "Best" is no order on routes: MED is compared among paths from the same neighbouring AS only, so that a path may lose to one that
/// loses to a third. Each step therefore removes candidates from a set.
public enum DecisionStep: UInt8, Sendable, Hashable, CaseIterable {
  /// A route of this router beats learned ones.
  case localOrigin
  /// The highest LOCAL_PREF (§9.1.1).
  case localPref
  /// The shortest AS_PATH (§9.1.2.2 a).
  case asPathLength
  /// The lowest ORIGIN (§9.1.2.2 b).
  case origin
  /// The lowest MULTI_EXIT_DISC within a neighbouring AS (§9.1.2.2 c).
  case med
  /// eBGP before iBGP (§9.1.2.2 d).
  case externalPeer
  /// The nearest next hop (§9.1.2.2 e).
  case interiorCost
  /// The lowest BGP identifier, or ORIGINATOR_ID in its stead (§9.1.2.2 f, RFC 4456 §9).
  case routerID
  /// The shortest CLUSTER_LIST (RFC 4456 §9).
  case clusterListLength
  /// The lowest peer address (§9.1.2.2 g).
  case peerAddress
  /// The lowest path identifier: several paths of one peer (RFC 7911).
  case pathID

  /// Where the step is written.
  public var reference: String {
    switch self {
    case .localOrigin: "own routes first"
    case .localPref: "RFC 4271 §9.1.1"
    case .asPathLength: "RFC 4271 §9.1.2.2 a"
    case .origin: "RFC 4271 §9.1.2.2 b"
    case .med: "RFC 4271 §9.1.2.2 c"
    case .externalPeer: "RFC 4271 §9.1.2.2 d"
    case .interiorCost: "RFC 4271 §9.1.2.2 e"
    case .routerID: "RFC 4271 §9.1.2.2 f"
    case .clusterListLength: "RFC 4456 §9"
    case .peerAddress: "RFC 4271 §9.1.2.2 g"
    case .pathID: "RFC 7911"
    }
  }

  /// What the winner has.
  public var winner: String {
    switch self {
    case .localOrigin: "own route"
    case .localPref: "higher LOCAL_PREF"
    case .asPathLength: "shorter AS_PATH"
    case .origin: "lower ORIGIN"
    case .med: "lower MED"
    case .externalPeer: "eBGP before iBGP"
    case .interiorCost: "nearer next hop"
    case .routerID: "lower router ID"
    case .clusterListLength: "shorter CLUSTER_LIST"
    case .peerAddress: "lower peer address"
    case .pathID: "lower path identifier"
    }
  }

  /// What the loser has.
  public var loser: String {
    switch self {
    case .localOrigin: "own route is preferred"
    case .localPref: "lower LOCAL_PREF"
    case .asPathLength: "longer AS_PATH"
    case .origin: "higher ORIGIN"
    case .med: "higher MED"
    case .externalPeer: "iBGP after eBGP"
    case .interiorCost: "farther next hop"
    case .routerID: "higher router ID"
    case .clusterListLength: "longer CLUSTER_LIST"
    case .peerAddress: "higher peer address"
    case .pathID: "higher path identifier"
    }
  }
}
