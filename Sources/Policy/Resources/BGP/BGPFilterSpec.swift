import NetTypes

/// A Calico BGPFilter: ordered rules for each family and direction; a route that no rule matches is accepted.
public struct BGPFilterSpec: Hashable, Sendable {
  /// The name that peers refer to.
  public var name: String
  /// For IPv4 routes that go out.
  public var exportV4: [BGPFilterRule] = []
  /// For IPv4 routes that come in.
  public var importV4: [BGPFilterRule] = []
  /// For IPv6 routes that go out.
  public var exportV6: [BGPFilterRule] = []
  /// For IPv6 routes that come in.
  public var importV6: [BGPFilterRule] = []

  /// A filter without rules.
  public init(name: String) { self.name = name }
}

/// One rule: every condition that is present must hold, then the action is final.
public struct BGPFilterRule: Hashable, Sendable {
  /// What is done with a route that matches.
  public enum Action: String, Hashable, Sendable, CaseIterable {
    /// It passes, changed by ``BGPFilterRule/operations``.
    case accept = "Accept"
    /// It does not pass.
    case reject = "Reject"
  }

  /// How ``BGPFilterRule/cidr`` is compared.
  public enum MatchOperator: String, Hashable, Sendable, CaseIterable {
    /// The prefix itself.
    case equal = "Equal"
    /// Any other prefix.
    case notEqual = "NotEqual"
    /// The prefix itself or one inside.
    case `in` = "In"
    /// Neither.
    case notIn = "NotIn"
  }

  /// Where a route comes from.
  public enum Source: String, Hashable, Sendable, CaseIterable {
    /// From a peer, not from this node.
    case remotePeers = "RemotePeers"
  }

  /// The kind of the peer that the rule is run for.
  public enum PeerType: String, Hashable, Sendable, CaseIterable {
    /// In another AS.
    case external = "eBGP"
    /// In ours.
    case `internal` = "iBGP"
  }

  /// What is done with a route that matches.
  public var action: Action
  /// Condition: the prefix, compared by ``matchOperator``.
  public var cidr: IPPrefix?
  /// How ``cidr`` is compared; present exactly when it is.
  public var matchOperator: MatchOperator?
  /// Condition: the length of a prefix inside ``cidr``; bounds that were not written are the CIDR's own length and the family's width.
  public var prefixLength: ClosedRange<UInt8>?
  /// Condition: where the route comes from.
  public var source: Source?
  /// Condition: the outgoing interface; a `*` at the end stands for any rest.
  public var interface: String?
  /// Condition: the route carries all of them.
  public var communities: [CommunityValue] = []
  /// Condition: the AS path begins with these.
  public var asPathPrefix: [ASNumber] = []
  /// Condition: the kind of peer.
  public var peerType: PeerType?
  /// Condition: the route's priority (kernel metric).
  public var priority: UInt32?
  /// Changes to an accepted route, in order.
  public var operations: [BGPFilterOperation] = []

  /// A rule without conditions.
  public init(action: Action) { self.action = action }
}

/// One change to a route.
public enum BGPFilterOperation: Hashable, Sendable {
  /// Adds a community.
  case addCommunity(CommunityValue)
  /// Puts these before the AS path, so that it begins with them in this order.
  case prependASPath([ASNumber])
  /// Sets the route's priority (kernel metric).
  case setPriority(UInt32)
}
