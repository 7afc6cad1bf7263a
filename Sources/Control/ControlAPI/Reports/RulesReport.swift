/// What the kernel holds to enforce policy: `apusctl rules`.
public struct RulesReport: Hashable, Codable, Sendable {
  /// Whether rules are in force as policy says.
  public var enforced: Bool
  /// Why, in one sentence.
  public var why: String
  /// The chains: first those that packets enter first.
  public var chains: [Chain]

  /// Joins the parts.
  public init(enforced: Bool, why: String, chains: [Chain]) {
    (self.enforced, self.why, self.chains) = (enforced, why, chains)
  }

  /// A list of rules.
  public struct Chain: Hashable, Codable, Sendable {
    /// The name in the kernel.
    public var name: String
    /// Where on their way packets enter it; nil for a chain that others lead to.
    @OrNull public var hook: String?
    /// The workloads that it is about, as `egress namespace/name`.
    public var endpoints: [String]
    /// The rules in order.
    public var rules: [Rule]

    /// Joins the parts.
    public init(name: String, hook: String?, endpoints: [String], rules: [Rule]) {
      (self.name, self.endpoints, self.rules) = (name, endpoints, rules)
      _hook = OrNull(wrappedValue: hook)
    }
  }

  /// One rule.
  public struct Rule: Hashable, Codable, Sendable {
    /// What it does, much as nft(8) writes it.
    public var text: String
    /// What of policy it stands for.
    @OrNull public var by: String?
    /// Packets that it has counted; nil where it counts nothing, or counters were not asked for.
    @OrNull public var packets: UInt64?
    /// Their octets.
    @OrNull public var bytes: UInt64?

    /// Joins the parts.
    public init(text: String, by: String?, packets: UInt64? = nil, bytes: UInt64? = nil) {
      self.text = text
      _by = OrNull(wrappedValue: by)
      _packets = OrNull(wrappedValue: packets)
      _bytes = OrNull(wrappedValue: bytes)
    }
  }
}
