import NetTypes
import PolicyEvaluator
import Resources

/// What the kernel is to hold: one table with its chains, sets, maps and counters, as plain values.
///
/// Everything has a name that follows from its meaning, so that two plans of the same policy are equal and a difference is small.
public struct RulesetPlan: Hashable, Sendable {
  /// The chains by name.
  public var chains: [String: Chain] = [:]
  /// The sets by name.
  public var sets: [String: ElementSet] = [:]
  /// The maps from addresses and interfaces to chains, by name.
  public var maps: [String: VerdictMap] = [:]
  /// What each counter counts, by the counter's name.
  public var reasons: [String: RuleReason] = [:]

  /// An empty table.
  public init() {}
}

/// What a counter counts and a log entry is about.
public enum RuleReason: Hashable, Sendable {
  /// What decided at an endpoint.
  case decision(TrafficDirection, DecisionReason)
  /// A rule that only notes.
  case noted(TrafficDirection, PolicyID, Int)
  /// An interface of a workload that nobody knows, or an address that is not that interface's.
  case unknownEndpoint
  /// A connection that policy no longer allows.
  case cut
  /// A packet that connection tracking makes no sense of.
  case invalid

  /// The name of its counter, and the prefix of its log entries: at most 17 characters.
  public var name: String {
    switch self {
    case .decision(let direction, .rule(let policy, let index)): NameHash.name("r", "\(direction.rawValue) \(policy.orderText) \(index)")
    case .decision(let direction, let reason): NameHash.name("r", "\(direction.rawValue) \(reason) \(reason.detail)")
    case .noted(let direction, let policy, let index): NameHash.name("l", "\(direction.rawValue) \(policy.orderText) \(index)")
    case .unknownEndpoint: "unknown-endpoint"
    case .cut: "cut"
    case .invalid: "invalid"
    }
  }
}

extension DecisionReason {
  /// What the text of the reason leaves out.
  fileprivate var detail: String {
    if case .profileMissing(let name) = self { return name }
    return ""
  }
}

extension RuleReason: CustomStringConvertible {
  /// One line, as `explain` has it.
  public var description: String {
    switch self {
    case .decision(let direction, let reason): "\(direction.rawValue) \(reason)"
    case .noted(let direction, let policy, let index): "\(direction.rawValue) \(policy)[\(index)]"
    case .unknownEndpoint: "unknown endpoint"
    case .cut: "no longer allowed"
    case .invalid: "invalid"
    }
  }
}
