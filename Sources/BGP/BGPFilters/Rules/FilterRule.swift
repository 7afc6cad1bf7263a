import NetTypes

/// One rule of a Calico BGPFilter: what it matches, what it does then. A field that is absent matches every route.
public struct FilterRule: Hashable, Sendable {
  /// The two ends of a rule.
  public enum Action: String, Hashable, Sendable, CaseIterable {
    /// The route is taken, with the rule's operations applied.
    case accept = "Accept"
    /// The route is refused.
    case reject = "Reject"
  }

  /// How the route's prefix is compared with the rule's CIDR.
  public enum MatchOperator: String, Hashable, Sendable, CaseIterable {
    /// The same prefix.
    case equal = "Equal"
    /// Another prefix.
    case notEqual = "NotEqual"
    /// The same prefix or one inside.
    case `in` = "In"
    /// Neither the same prefix nor one inside.
    case notIn = "NotIn"
  }

  /// A range of prefix lengths; an absent end is the CIDR's own length, or the width of the family.
  public struct LengthRange: Hashable, Sendable {
    /// The shortest length that matches.
    public var minimum: UInt8?
    /// The longest length that matches.
    public var maximum: UInt8?
    /// Joins the ends.
    public init(minimum: UInt8? = nil, maximum: UInt8? = nil) { (self.minimum, self.maximum) = (minimum, maximum) }
  }

  /// A set of prefixes: CIDR, operator, lengths.
  public struct PrefixMatch: Hashable, Sendable {
    /// What the route's prefix is compared with.
    public var cidr: IPPrefix
    /// How it is compared.
    public var matchOperator: MatchOperator
    /// Further constraint of the length.
    public var lengths: LengthRange?
    /// Joins the parts.
    public init(_ matchOperator: MatchOperator, _ cidr: IPPrefix, lengths: LengthRange? = nil) {
      (self.cidr, self.matchOperator, self.lengths) = (cidr, matchOperator, lengths)
    }
  }

  /// Which peers a rule is for.
  public enum PeerKind: String, Hashable, Sendable, CaseIterable {
    /// Peers in other autonomous systems.
    case external = "eBGP"
    /// Peers in our own.
    case `internal` = "iBGP"
  }

  /// A change to an accepted route.
  public enum Operation: Hashable, Sendable {
    /// Adds a community, if it is not there.
    case addCommunity(FilterCommunity)
    /// Puts AS numbers before the path, the first one first.
    case prependASPath([ASNumber])
    /// Sets the priority, which travels as LOCAL_PREF (see ``FilterPriority``).
    case setPriority(Int)
  }

  /// What happens to a route that matches.
  public var action: Action
  /// The prefixes.
  public var prefix: PrefixMatch?
  /// `source: RemotePeers`: only routes learned from peers.
  public var onlyFromPeers = false
  /// The route's outgoing interface; `*` stands for any text.
  public var interface: String?
  /// The peer's type.
  public var peerKind: PeerKind?
  /// Communities that the route must carry, all of them.
  public var communities: [FilterCommunity] = []
  /// AS numbers that the path must begin with.
  public var asPathPrefix: [ASNumber] = []
  /// The route's priority (see ``FilterPriority``).
  public var priority: Int?
  /// What an accepted route is changed by, in order.
  public var operations: [Operation] = []

  /// A rule that matches every route; narrow it by setting fields.
  public init(_ action: Action, prefix: PrefixMatch? = nil, operations: [Operation] = []) {
    (self.action, self.prefix, self.operations) = (action, prefix, operations)
  }
}

/// How Calico's route priority (a metric: lower is better) travels as LOCAL_PREF (higher is better).
public enum FilterPriority {
  /// LOCAL_PREF of a priority in 1...2147483646.
  public static func localPref(of priority: Int) -> UInt32 { UInt32(clamping: 2_147_483_647 - max(0, priority)) }
  /// Priority of a LOCAL_PREF; 0 for one outside the range.
  public static func priority(of localPref: UInt32) -> Int { max(0, 2_147_483_647 - Int(localPref)) }
}
