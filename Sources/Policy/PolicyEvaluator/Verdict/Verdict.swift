import Resources

/// Yes or no.
public enum Verdict: String, Hashable, Sendable {
  /// Let it through.
  case allow
  /// Drop it.
  case deny
}

/// What both ends say of a flow.
public struct FlowVerdict: Hashable, Sendable {
  /// What the policy of the source says.
  public var egress: Decision
  /// What the policy of the destination says, whether the source lets the packet out or not.
  public var ingress: Decision

  /// Allowed if both ends allow.
  public var verdict: Verdict { egress.verdict == .allow && ingress.verdict == .allow ? .allow : .deny }
}

/// What one end says of a flow, and why.
public struct Decision: Hashable, Sendable {
  /// Yes or no.
  public var verdict: Verdict
  /// What decided.
  public var reason: DecisionReason
  /// What was looked at on the way, in order; empty unless it was asked for.
  public var trace: [TraceStep] = []

  init(_ verdict: Verdict, _ reason: DecisionReason) {
    self.verdict = verdict
    self.reason = reason
  }
}

/// What decided.
public enum DecisionReason: Hashable, Sendable {
  /// A rule of a policy: its place in the list of its direction in the manifest.
  case rule(PolicyID, Int)
  /// The end of a tier whose policies select the endpoint and decided nothing.
  case endOfTier(String)
  /// A rule of a profile.
  case profile(String)
  /// No profile decided.
  case noProfile
  /// The endpoint names a profile that does not exist.
  case profileMissing(String)
  /// This end is nothing that policy is enforced for.
  case notManaged
  /// A workload that talks to itself.
  case itself
  /// The node that the workload runs on.
  case localNode
  /// A port that no policy may cut off a host from.
  case failsafe
}

extension DecisionReason: CustomStringConvertible {
  /// The text of `by`.
  public var description: String {
    switch self {
    case .rule(let policy, let index): "\(policy)[\(index)]"
    case .endOfTier(let name): "tier:\(name)"
    case .profile(let name): "profile:\(name)"
    case .noProfile: "no-profile"
    case .profileMissing: "profile-missing"
    case .notManaged: "not-managed"
    case .itself: "self"
    case .localNode: "local-node"
    case .failsafe: "failsafe"
    }
  }
}
