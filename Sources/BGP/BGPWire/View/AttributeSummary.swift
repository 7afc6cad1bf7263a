import NetTypes

/// An attribute set as a plain value: everything that tables and JSON show of it.
public struct AttributeSummary: Hashable, Sendable {
  /// ORIGIN.
  public var origin: Origin?
  /// AS_PATH.
  public var asPath: ASPath?
  /// NEXT_HOP or the next hop of MP_REACH_NLRI.
  public var nextHop: NextHop?
  /// MULTI_EXIT_DISC.
  public var med: UInt32?
  /// LOCAL_PREF.
  public var localPref: UInt32?
  /// Whether ATOMIC_AGGREGATE is there.
  public var isAtomicAggregate: Bool
  /// AGGREGATOR.
  public var aggregator: Aggregator?
  /// COMMUNITIES.
  public var communities: [Community]
  /// ORIGINATOR_ID.
  public var originatorID: RouterID?
  /// CLUSTER_LIST.
  public var clusterList: [RouterID]
  /// EXTENDED_COMMUNITIES.
  public var extendedCommunities: [ExtendedCommunity]
  /// The metric of AIGP.
  public var aigp: UInt64?
  /// LARGE_COMMUNITY.
  public var largeCommunities: [LargeCommunity]
  /// ONLY_TO_CUSTOMER.
  public var onlyToCustomer: ASNumber?
  /// What Apus does not know.
  public var unknownAttributes: [AttributeEdit.RawAttribute]

  /// Copies a set out of its canonical bytes.
  public init(_ view: AttributeView, nextHop: NextHop?) {
    self.nextHop = nextHop
    origin = view.origin
    asPath = view.asPath
    med = view.med
    localPref = view.localPref
    isAtomicAggregate = view.isAtomicAggregate
    aggregator = view.aggregator
    communities = view.communities
    originatorID = view.originatorID
    clusterList = view.clusterList
    extendedCommunities = view.extendedCommunities
    aigp = view.aigp
    largeCommunities = view.largeCommunities
    onlyToCustomer = view.onlyToCustomer
    unknownAttributes = view.unknownAttributes
  }
}
