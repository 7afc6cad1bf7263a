/// The path attributes that Apus knows, one row each, in numeric order.
///
/// The scopes are those of RFC 7606 §7 and of the attributes' own RFCs, for a wrong length or value; wrong flags have their own
/// (``AttributeRow/flagScope``).
enum AttributeTable {
  private static let wellKnown: AttributeFlags = .transitive
  private static let nonTransitive: AttributeFlags = .optional
  private static let transitive: AttributeFlags = [.optional, .transitive]

  /// The rows.
  static let rows: [AttributeRow] = [
    // RFC 7606 §7.1
    row(.origin, "ORIGIN", wellKnown, .treatAsWithdraw, .exactly(1), read: ValueReader.origin),
    // RFC 7606 §7.2; its two-octet form is made wide before anything reads it.
    row(.asPath, "AS_PATH", wellKnown, .treatAsWithdraw, .any, read: ValueReader.asPath),
    // RFC 7606 §7.3
    row(.nextHop, "NEXT_HOP", wellKnown, .treatAsWithdraw, .exactly(4), read: ValueReader.nextHop),
    // RFC 7606 §7.4
    row(.med, "MULTI_EXIT_DISC", nonTransitive, .treatAsWithdraw, .exactly(4), read: ValueReader.number),
    // RFC 7606 §7.5: discarded from external peers
    row(.localPref, "LOCAL_PREF", wellKnown, .treatAsWithdraw, .exactly(4), .confederation, read: ValueReader.number),
    // RFC 7606 §7.6
    row(.atomicAggregate, "ATOMIC_AGGREGATE", wellKnown, .attributeDiscard, .any, read: ValueReader.present),
    // RFC 7606 §7.7; 6 octets in a two-octet session
    row(.aggregator, "AGGREGATOR", transitive, .attributeDiscard, .any, read: ValueReader.aggregator),
    // RFC 7606 §7.8
    row(.communities, "COMMUNITIES", transitive, .treatAsWithdraw, .multiple(4), read: ValueReader.communities),
    // RFC 7606 §7.9: discarded from external peers
    row(.originatorID, "ORIGINATOR_ID", nonTransitive, .treatAsWithdraw, .exactly(4), .internal, read: ValueReader.routerID),
    // RFC 7606 §7.10: discarded from external peers
    row(.clusterList, "CLUSTER_LIST", nonTransitive, .treatAsWithdraw, .multiple(4), .internal, read: ValueReader.clusterList),
    // RFC 7606 §7.11 and §7.12; what goes wrong inside has its own scopes, see NLRISection
    row(.mpReach, "MP_REACH_NLRI", nonTransitive, .treatAsWithdraw, .any, read: ValueReader.octets),
    row(.mpUnreach, "MP_UNREACH_NLRI", nonTransitive, .treatAsWithdraw, .any, read: ValueReader.octets),
    // RFC 7606 §7.14
    row(.extendedCommunities, "EXTENDED_COMMUNITIES", transitive, .treatAsWithdraw, .multiple(8), read: ValueReader.extendedCommunities),
    // RFC 6793 §6
    row(.as4Path, "AS4_PATH", transitive, .attributeDiscard, .any, read: ValueReader.asPath),
    row(.as4Aggregator, "AS4_AGGREGATOR", transitive, .attributeDiscard, .exactly(8), read: ValueReader.aggregator),
    // RFC 7606 §7.15
    row(.ipv6ExtendedCommunities, "IPV6_EXTENDED_COMMUNITIES", transitive, .treatAsWithdraw, .multiple(20), read: ValueReader.octets),
    // RFC 7311 §3; sessions to other ASes are not "AIGP sessions" unless configured so, and there it is discarded
    row(.aigp, "AIGP", nonTransitive, .attributeDiscard, .any, .confederation, read: ValueReader.aigp),
    // RFC 8092 §6
    row(.largeCommunities, "LARGE_COMMUNITY", transitive, .treatAsWithdraw, .multiple(12), read: ValueReader.largeCommunities),
    // RFC 9234 §5
    row(.onlyToCustomer, "ONLY_TO_CUSTOMER", transitive, .treatAsWithdraw, .exactly(4), read: ValueReader.asNumber),
  ]

  /// The row of a type, nil for one that Apus does not know.
  static subscript(_ type: AttributeType) -> AttributeRow? { rows.first { $0.type == type } }

  private static func row(
    _ type: AttributeType, _ name: String, _ flags: AttributeFlags, _ scope: FaultScope, _ length: AttributeRow.Length,
    _ accepted: AttributeRow.Acceptance = .everyone, read: @escaping @Sendable (UnsafeRawBufferPointer) -> AttributeValue?
  ) -> AttributeRow {
    AttributeRow(type: type, name: name, flags: flags, scope: scope, length: length, accepted: accepted, read: read)
  }
}
