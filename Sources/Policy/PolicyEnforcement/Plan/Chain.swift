/// A list of rules.
public struct Chain: Hashable, Sendable {
  /// Where packets enter it from; nil for a chain that others lead to.
  public var hook: ChainHook?
  /// The rules in order.
  public var rules: [ChainRule]

  /// Joins the parts.
  public init(hook: ChainHook? = nil, rules: [ChainRule] = []) {
    self.hook = hook
    self.rules = rules
  }
}

/// Where packets enter a base chain; its policy is accept: what is to be dropped is dropped by a rule.
public struct ChainHook: Hashable, Sendable {
  /// A place on the way of a packet.
  public enum Point: String, Hashable, Sendable {
    /// Before routing.
    case prerouting
    /// To the host itself.
    case input
    /// Through the host.
    case forward
    /// From the host itself.
    case output
  }

  /// The place.
  public var point: Point
  /// The smaller goes first; 0 is that of filters, -150 stands between connection tracking and address translation, -300 before both.
  public var priority: Int

  /// Joins the parts.
  public init(_ point: Point, priority: Int) {
    self.point = point
    self.priority = priority
  }
}

/// One rule of a chain: all matches must hold, then the statements are done in order.
public struct ChainRule: Hashable, Sendable {
  /// What must hold.
  public var matches: [PacketMatch]
  /// What is done.
  public var statements: [RuleStatement]
  /// For people: at most 128 characters.
  public var comment: String?

  /// Joins the parts.
  public init(_ matches: [PacketMatch] = [], _ statements: [RuleStatement], comment: String? = nil) {
    self.matches = matches
    self.statements = statements
    self.comment = comment.map { $0.utf8.count <= 120 ? $0 : String(decoding: $0.utf8.prefix(117), as: UTF8.self) + "…" }
  }
}
