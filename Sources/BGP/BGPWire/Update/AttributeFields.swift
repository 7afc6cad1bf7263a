import NetTypes

/// What the decision process and the filters read of an attribute set, decoded once when the set is interned.
///
/// Trivial on purpose: one lies beside every interned set, and best path selection reads it without touching the bytes.
public struct AttributeFields: Sendable, Hashable {
  /// Which optional fields are present, and properties of the communities and the path.
  public struct Flags: OptionSet, Sendable, Hashable {
    /// The bits.
    public let rawValue: UInt32
    /// Wraps the bits.
    public init(rawValue: UInt32) { self.rawValue = rawValue }
    /// MULTI_EXIT_DISC is present.
    public static let med = Flags(rawValue: 1 << 0)
    /// LOCAL_PREF is present.
    public static let localPref = Flags(rawValue: 1 << 1)
    /// ORIGINATOR_ID is present (RFC 4456).
    public static let originatorID = Flags(rawValue: 1 << 2)
    /// AIGP is present with a metric TLV (RFC 7311).
    public static let aigp = Flags(rawValue: 1 << 3)
    /// Only-To-Customer is present (RFC 9234).
    public static let otc = Flags(rawValue: 1 << 4)
    /// AS_PATH has an AS_SET or AS_CONFED_SET segment (RFC 9774).
    public static let asSet = Flags(rawValue: 1 << 5)
    /// AS_PATH has confederation segments (RFC 5065).
    public static let confederation = Flags(rawValue: 1 << 6)
    /// The community NO_EXPORT (RFC 1997).
    public static let noExport = Flags(rawValue: 1 << 7)
    /// The community NO_ADVERTISE (RFC 1997).
    public static let noAdvertise = Flags(rawValue: 1 << 8)
    /// The community NO_EXPORT_SUBCONFED (RFC 1997).
    public static let noExportSubconfed = Flags(rawValue: 1 << 9)
    /// The community GRACEFUL_SHUTDOWN (RFC 8326).
    public static let gracefulShutdown = Flags(rawValue: 1 << 10)
    /// The community LLGR_STALE (RFC 9494).
    public static let llgrStale = Flags(rawValue: 1 << 11)
    /// The community NO_LLGR (RFC 9494).
    public static let noLLGR = Flags(rawValue: 1 << 12)
    /// The community BLACKHOLE (RFC 7999).
    public static let blackhole = Flags(rawValue: 1 << 13)
    /// Attributes that Apus does not know are present.
    public static let unknownAttributes = Flags(rawValue: 1 << 14)
    /// AS_PATH is present (it may be empty).
    public static let asPath = Flags(rawValue: 1 << 15)
    /// COMMUNITIES is present.
    public static let communities = Flags(rawValue: 1 << 16)
  }

  /// What is present.
  public var flags: Flags = []
  /// ORIGIN: 0 IGP, 1 EGP, 2 INCOMPLETE.
  public var origin: UInt8 = 0
  /// Clusters in CLUSTER_LIST (RFC 4456 §9).
  public var clusterListLength: UInt8 = 0
  /// AS_PATH length of RFC 4271 §9.1.2.2 a: a set counts one, confederation segments none (RFC 5065 §5.3).
  public var asPathLength: UInt16 = 0
  /// MULTI_EXIT_DISC, 0 when absent (RFC 4271 §9.1.2.2 c).
  public var med: UInt32 = 0
  /// LOCAL_PREF, 100 when absent.
  public var localPref: UInt32 = 100
  /// The neighbouring AS that MED is compared within: first AS of the first AS_SEQUENCE, 0 for a path from inside.
  public var neighborAS: UInt32 = 0
  /// The last AS of the path, 0 for a path from inside.
  public var originAS: UInt32 = 0
  /// ORIGINATOR_ID, 0 when absent.
  public var originatorID: UInt32 = 0
  /// The AS of Only-To-Customer, 0 when absent.
  public var otc: UInt32 = 0
  /// The accumulated IGP metric, `.max` when absent.
  public var aigp: UInt64 = .max

  /// The fields of an empty set.
  public init() {}
}
