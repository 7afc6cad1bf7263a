import NetTypes

/// ClusterNetworkPolicy (v1alpha2), AdminNetworkPolicy and BaselineAdminNetworkPolicy (v1alpha1) of policy.networking.k8s.io.
public struct ClusterPolicy: Hashable, Sendable {
  /// Kind and name.
  public var id: PolicyID
  /// `spec.tier`; of the older kinds it follows from the kind.
  public var stage: Stage
  /// `spec.priority`, 0...1000; nil for a BaselineAdminNetworkPolicy, which is alone.
  public var priority: Int?
  /// `spec.subject`.
  public var subject: PodSet
  /// `spec.ingress`.
  public var ingress: [Rule] = []
  /// `spec.egress`.
  public var egress: [Rule] = []

  /// A policy without rules, which touches nothing.
  public init(_ id: PolicyID, stage: Stage, priority: Int?, subject: PodSet) {
    self.id = id
    self.stage = stage
    self.priority = priority
    self.subject = subject
  }

  /// Before or after NetworkPolicies.
  public enum Stage: String, Hashable, Sendable, CaseIterable {
    /// Before.
    case admin = "Admin"
    /// After, for pods that no NetworkPolicy isolates.
    case baseline = "Baseline"
  }

  /// Pods with addresses of their own.
  public enum PodSet: Hashable, Sendable {
    /// All pods of the namespaces that match.
    case namespaces(ObjectSelector)
    /// Those of them that match themselves.
    case pods(namespaces: ObjectSelector, pods: ObjectSelector)
  }

  /// One rule.
  public struct Rule: Hashable, Sendable {
    /// Accept (v1alpha1: Allow), Deny or Pass.
    public var action: RuleAction
    /// `from` or `to`: any of them.
    public var peers: [Peer]
    /// `protocols` (v1alpha1: `ports`): any of them; nil is everything.
    public var protocols: [TransportMatch]?

    /// Joins the parts.
    public init(_ action: RuleAction, peers: [Peer], protocols: [TransportMatch]? = nil) {
      self.action = action
      self.peers = peers
      self.protocols = protocols
    }
  }

  /// An element of `from` or `to`.
  public enum Peer: Hashable, Sendable {
    /// `namespaces` or `pods`.
    case pods(PodSet)
    /// `networks`, egress only.
    case networks([IPPrefix])
    /// `nodes`, egress only.
    case nodes(ObjectSelector)
    /// A peer that this version does not know or cannot follow, `domainNames` among them.
    case unsupported
  }

  /// An element of `protocols`.
  public enum TransportMatch: Hashable, Sendable {
    /// A protocol, and its port or ports; nil is every port.
    case ports(ipProtocol: UInt8, ClosedRange<UInt16>?)
    /// A port's name, with whatever protocol the pod gives it; v1alpha1 may give the protocol.
    case named(String, ipProtocol: UInt8?)
    /// One that this version does not know.
    case unsupported
  }
}
