/// Something that happened: a line of `apusctl events`.
public struct EventRecord: Hashable, Codable, Sendable {
  /// What kind of thing; a newer daemon may send kinds that an older client does not know.
  public struct Kind: RawRepresentable, Hashable, Sendable {
    /// The name as in JSON.
    public var rawValue: String

    /// Wraps a name.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// A session became Established.
    public static let sessionUp = Kind(rawValue: "sessionUp")
    /// A session ended.
    public static let sessionDown = Kind(rawValue: "sessionDown")
    /// A session did something else worth knowing: refused connection, wrong AS, refresh.
    public static let session = Kind(rawValue: "session")
    /// A malformed UPDATE (RFC 7606).
    public static let fault = Kind(rawValue: "fault")
    /// A prefix limit.
    public static let limit = Kind(rawValue: "limit")
    /// A workload came or went.
    public static let workload = Kind(rawValue: "workload")
    /// The kernel refused a route, drift was repaired, a resync was needed.
    public static let kernel = Kind(rawValue: "kernel")
    /// Policy came into force or left it, rules were repaired, packets were denied or logged.
    public static let policy = Kind(rawValue: "policy")
    /// The config was applied or refused.
    public static let configuration = Kind(rawValue: "configuration")
    /// The daemon started, became ready, stops.
    public static let daemon = Kind(rawValue: "daemon")
    /// Events were lost to the reader: the daemon keeps a bounded number.
    public static let gap = Kind(rawValue: "gap")
  }

  /// Grows by one from event to event, also across restarts never repeated.
  public var id: UInt64
  /// When it happened.
  public var time: Timestamp
  /// What kind of thing.
  public var kind: Kind
  /// The peer that it is about.
  @OrNull public var peer: String?
  /// One sentence.
  public var text: String

  /// Joins the parts.
  public init(id: UInt64, time: Timestamp, kind: Kind, peer: String? = nil, text: String) {
    self.id = id
    self.time = time
    self.kind = kind
    self.text = text
    _peer = OrNull(wrappedValue: peer)
  }
}

extension EventRecord.Kind: Codable {
  /// Reads a name.
  public init(from decoder: any Decoder) throws { rawValue = try decoder.singleValueContainer().decode(String.self) }

  /// Writes the name.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(rawValue)
  }
}
