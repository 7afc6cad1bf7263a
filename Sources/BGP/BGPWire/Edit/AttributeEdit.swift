import NetTypes

/// What to change in an attribute set, on import or export: a value that filters and export rules build, and ``AttributeEditor``
/// carries out. Removals come before additions.
public struct AttributeEdit: Hashable, Sendable {
  /// What to do with an attribute of one value.
  public enum Change<Value: Hashable & Sendable>: Hashable, Sendable {
    /// Leave it as it is.
    case keep
    /// Take it out.
    case remove
    /// Put this in, whether it was there or not.
    case set(Value)
  }

  /// An attribute by its octets.
  public struct RawAttribute: Hashable, Sendable {
    /// The type.
    public var type: AttributeType
    /// The flags; Extended Length is set as needed.
    public var flags: AttributeFlags
    /// The value.
    public var value: [UInt8]
    /// Joins the parts.
    public init(_ type: AttributeType, flags: AttributeFlags, value: [UInt8]) {
      self.type = type
      self.flags = flags
      self.value = value
    }
  }

  /// ORIGIN to set, nil to keep.
  public var origin: Origin?
  /// Numbers to put in front of AS_PATH as AS_SEQUENCE, the first of them foremost.
  public var prependAS: [ASNumber] = []
  /// A number to put in front of AS_PATH as AS_CONFED_SEQUENCE (RFC 5065 §4).
  public var prependConfederationAS: ASNumber?
  /// Takes confederation segments out of AS_PATH, before anything is put in front (RFC 5065 §4.1).
  public var removeConfederationSegments = false
  /// MULTI_EXIT_DISC.
  public var med: Change<UInt32> = .keep
  /// LOCAL_PREF.
  public var localPref: Change<UInt32> = .keep
  /// Takes all communities out before others are added.
  public var removeAllCommunities = false
  /// Communities to take out.
  public var removeCommunities: [Community] = []
  /// Communities to add where they are not yet.
  public var addCommunities: [Community] = []
  /// Takes all extended communities out before others are added.
  public var removeAllExtendedCommunities = false
  /// Takes non-transitive extended communities out, as at the border of the AS (RFC 4360 §6).
  public var removeNonTransitiveExtendedCommunities = false
  /// Extended communities to take out.
  public var removeExtendedCommunities: [ExtendedCommunity] = []
  /// Extended communities to add where they are not yet.
  public var addExtendedCommunities: [ExtendedCommunity] = []
  /// Takes all large communities out before others are added.
  public var removeAllLargeCommunities = false
  /// Large communities to take out.
  public var removeLargeCommunities: [LargeCommunity] = []
  /// Large communities to add where they are not yet.
  public var addLargeCommunities: [LargeCommunity] = []
  /// ORIGINATOR_ID.
  public var originatorID: Change<RouterID> = .keep
  /// Takes CLUSTER_LIST out.
  public var removeClusterList = false
  /// A cluster to put in front of CLUSTER_LIST (RFC 4456 §8).
  public var prependCluster: RouterID?
  /// AIGP.
  public var aigp: Change<UInt64> = .keep
  /// ONLY_TO_CUSTOMER.
  public var otc: Change<ASNumber> = .keep
  /// Attributes to take out, of any type that no member above is for.
  public var remove: [AttributeType] = []
  /// Attributes to put in, of any type that no member above is for, one for a type.
  public var set: [RawAttribute] = []

  /// Changes nothing.
  public init() {}

  /// Whether it changes nothing.
  public var isEmpty: Bool { self == AttributeEdit() }
}

extension AttributeEdit {
  /// The type codes that the edit touches, ascending.
  var codes: [UInt8] {
    var list: [AttributeType] = []
    if origin != nil { list.append(.origin) }
    if editsPath { list.append(.asPath) }
    if med != .keep { list.append(.med) }
    if localPref != .keep { list.append(.localPref) }
    if removeAllCommunities || !removeCommunities.isEmpty || !addCommunities.isEmpty { list.append(.communities) }
    if originatorID != .keep { list.append(.originatorID) }
    if removeClusterList || prependCluster != nil { list.append(.clusterList) }
    if editsExtendedCommunities { list.append(.extendedCommunities) }
    if aigp != .keep { list.append(.aigp) }
    if removeAllLargeCommunities || !removeLargeCommunities.isEmpty || !addLargeCommunities.isEmpty { list.append(.largeCommunities) }
    if otc != .keep { list.append(.onlyToCustomer) }
    let known = Set(list)
    list += Set(remove + set.map(\.type)).subtracting(known)
    return list.map(\.rawValue).sorted()
  }

  /// Whether AS_PATH changes.
  var editsPath: Bool { !prependAS.isEmpty || prependConfederationAS != nil || removeConfederationSegments }

  /// Whether EXTENDED_COMMUNITIES changes.
  private var editsExtendedCommunities: Bool {
    removeAllExtendedCommunities || removeNonTransitiveExtendedCommunities || !removeExtendedCommunities.isEmpty
      || !addExtendedCommunities.isEmpty
  }
}
