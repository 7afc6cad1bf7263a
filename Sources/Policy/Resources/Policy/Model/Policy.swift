/// A policy of any kind, in the one form that the evaluator and the kernel's rules are made of.
///
/// The form is that of Calico: ordered rules in an ordered tier. Kubernetes' kinds fit in it without loss.
public struct Policy: Hashable, Sendable {
  /// What it is.
  public var id: PolicyID
  /// The name of its tier.
  public var tier = PolicyTier.defaultName
  /// The smaller goes first; nil goes last.
  public var order: Double?
  /// The endpoints that it is about.
  public var subject: EndpointScope
  /// What its endpoints receive; nil does not touch that direction, an empty list does.
  public var ingress: [PolicyRule]?
  /// What its endpoints send; nil does not touch that direction, an empty list does.
  public var egress: [PolicyRule]?
  /// Where on the way of a packet it stands.
  public var hook = PolicyHook.normal
  /// Whether it is also about what a host endpoint forwards.
  public var appliesOnForward = false
  /// What a preview is meant to do once it is in force; nil for a policy that is in force.
  public var stagedAction: StagedAction?

  /// A policy of the default tier without rules.
  public init(_ id: PolicyID, subject: EndpointScope) {
    self.id = id
    self.subject = subject
  }

  /// The rules of a direction, nil if the policy does not touch it.
  public func rules(_ direction: TrafficDirection) -> [PolicyRule]? { direction == .ingress ? ingress : egress }
}

/// Where on the way of a packet a policy stands; all but ``normal`` are for host endpoints only.
public enum PolicyHook: Hashable, Sendable {
  /// After connection tracking and address translation.
  case normal
  /// Before connection tracking.
  case untracked
  /// Before address translation, ingress only.
  case preDNAT
}

/// What a staged policy would do.
public enum StagedAction: String, Hashable, Sendable, CaseIterable {
  /// Be created, or replace the policy of its name.
  case set = "Set"
  /// Remove the policy of its name.
  case delete = "Delete"
  /// Wait for traffic to learn from: counts as ``set``.
  case learn = "Learn"
  /// Nothing.
  case ignore = "Ignore"
}
