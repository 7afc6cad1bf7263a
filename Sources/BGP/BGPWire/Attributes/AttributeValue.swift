import NetTypes

/// The value of a path attribute, for people.
public enum AttributeValue: Hashable, Sendable {
  /// ORIGIN.
  case origin(Origin)
  /// AS_PATH.
  case asPath(ASPath)
  /// NEXT_HOP.
  case nextHop(IPv4Address)
  /// MULTI_EXIT_DISC and LOCAL_PREF.
  case number(UInt32)
  /// ATOMIC_AGGREGATE, which has no value.
  case present
  /// AGGREGATOR.
  case aggregator(Aggregator)
  /// COMMUNITIES.
  case communities([Community])
  /// ORIGINATOR_ID.
  case routerID(RouterID)
  /// CLUSTER_LIST.
  case clusterList([RouterID])
  /// EXTENDED_COMMUNITIES.
  case extendedCommunities([ExtendedCommunity])
  /// The metric of AIGP.
  case metric(UInt64)
  /// LARGE_COMMUNITY.
  case largeCommunities([LargeCommunity])
  /// ONLY_TO_CUSTOMER.
  case asNumber(ASNumber)
  /// Any other: octets as they are.
  case octets([UInt8])
}
