import NetTypes

/// One path to a prefix with its reasons: an item of `apusctl routes -o json`.
public struct RouteEntry: Hashable, Codable, Sendable {
  /// The ORIGIN attribute (RFC 4271 §5.1.1), spelled as `apusctl decode` does.
  public enum Origin: String, Codable, Sendable {
    /// Interior.
    case igp = "IGP"
    /// Learned by EGP.
    case egp = "EGP"
    /// Anything else.
    case incomplete
  }

  /// The prefix.
  public var prefix: IPPrefix
  /// Whether this path is used, alone or as a member of a multipath set.
  public var best: Bool
  /// The next hop; nil for a route of this node.
  @OrNull public var nextHop: String?
  /// The ORIGIN attribute; nil if the path has none because it never was accepted.
  @OrNull public var origin: Origin?
  /// The AS path, nearest first.
  public var asPath: [ASPathElement]
  /// MULTI_EXIT_DISC.
  @OrNull public var med: UInt32?
  /// LOCAL_PREF.
  @OrNull public var localPref: UInt32?
  /// Standard communities, `64512:1`.
  public var communities: [String]
  /// Large communities, `64512:1:2`.
  public var largeCommunities: [String]
  /// Extended communities, `rt:64512:1`.
  public var extendedCommunities: [String]
  /// ORIGINATOR_ID (RFC 4456).
  @OrNull public var originatorID: String?
  /// CLUSTER_LIST (RFC 4456), nearest first.
  public var clusterList: [String]
  /// Attributes that Apus does not know and passes on.
  public var unknownAttributes: [UnknownAttribute]
  /// The peer that it came from; `local` for the node's own.
  public var from: String
  /// Who owns the address, if the route tells.
  @OrNull public var identity: RouteIdentity?
  /// Whether the kernel has it.
  public var installed: Bool
  /// Why it is best, or why not; why it is not installed; why it was filtered.
  public var why: String
  /// Whether an import filter or check refused it.
  public var filtered: Bool
  /// Whether it is kept from a session that is gone (RFC 4724).
  public var stale: Bool
  /// The path identifier of ADD-PATH (RFC 7911).
  @OrNull public var pathID: UInt32?
  /// Since when it is known.
  @OrNull public var since: Timestamp?

  /// Joins the parts.
  public init(
    prefix: IPPrefix, best: Bool, nextHop: String?, origin: Origin?, asPath: [ASPathElement] = [], med: UInt32? = nil,
    localPref: UInt32? = nil, communities: [String] = [], largeCommunities: [String] = [], extendedCommunities: [String] = [],
    originatorID: String? = nil, clusterList: [String] = [], unknownAttributes: [UnknownAttribute] = [], from: String,
    identity: RouteIdentity? = nil, installed: Bool, why: String, filtered: Bool = false, stale: Bool = false, pathID: UInt32? = nil,
    since: Timestamp? = nil
  ) {
    self.prefix = prefix
    self.best = best
    self.asPath = asPath
    self.communities = communities
    self.largeCommunities = largeCommunities
    self.extendedCommunities = extendedCommunities
    self.clusterList = clusterList
    self.unknownAttributes = unknownAttributes
    self.from = from
    self.installed = installed
    self.why = why
    self.filtered = filtered
    self.stale = stale
    _nextHop = OrNull(wrappedValue: nextHop)
    _origin = OrNull(wrappedValue: origin)
    _med = OrNull(wrappedValue: med)
    _localPref = OrNull(wrappedValue: localPref)
    _originatorID = OrNull(wrappedValue: originatorID)
    _identity = OrNull(wrappedValue: identity)
    _pathID = OrNull(wrappedValue: pathID)
    _since = OrNull(wrappedValue: since)
  }
}

extension RouteEntry {
  /// A path attribute that Apus does not know.
  public struct UnknownAttribute: Hashable, Codable, Sendable {
    /// The type code.
    public var type: UInt8
    /// The flags octet.
    public var flags: UInt8
    /// The value in lower-case hexadecimal.
    public var value: String

    /// Joins the parts.
    public init(type: UInt8, flags: UInt8, value: String) {
      self.type = type
      self.flags = flags
      self.value = value
    }
  }

  /// The workload that owns the address.
  public struct RouteIdentity: Hashable, Codable, Sendable {
    /// Its namespace.
    public var namespace: String
    /// Its labels.
    public var labels: [String: String]

    /// Joins the parts.
    public init(namespace: String, labels: [String: String]) {
      self.namespace = namespace
      self.labels = labels
    }
  }
}
