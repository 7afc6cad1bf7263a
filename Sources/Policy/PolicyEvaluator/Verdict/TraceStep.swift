import Resources

/// One thing that was looked at on the way to a decision.
public enum TraceStep: Hashable, Sendable {
  /// Policies for this place on the way of a packet, other than the normal one.
  case hook(PolicyHook)
  /// A tier with policies that select the endpoint.
  case tier(String)
  /// A policy that selects the endpoint and touches the direction.
  case policy(PolicyID)
  /// A rule of a policy, and what came of it.
  case rule(PolicyID, Int, RuleOutcome)
  /// The end of a tier.
  case endOfTier(String, PolicyTier.EndOfTier)
  /// A rule of a profile, and what came of it.
  case profileRule(String, Int, RuleOutcome)
  /// A profile that does not exist.
  case profileMissing(String)
}

/// What came of a rule.
public enum RuleOutcome: Hashable, Sendable {
  /// It matches and does this.
  case matched(RuleAction)
  /// It does not match because of this.
  case missed(Mismatch)
}

/// The first criterion of a rule that does not hold.
public enum Mismatch: Hashable, Sendable {
  /// `ipVersion`.
  case family
  /// The rule lists networks, but none of the packet's family.
  case noNetOfFamily
  /// `protocol`.
  case ipProtocol
  /// `notProtocol`.
  case notProtocol
  /// `icmp`.
  case icmp
  /// `notICMP`.
  case notICMP
  /// A criterion of the source.
  case source(EntityMismatch)
  /// A criterion of the destination.
  case destination(EntityMismatch)
  /// `http`.
  case http
}

/// The first criterion of an entity that does not hold.
public enum EntityMismatch: String, Hashable, Sendable {
  /// The address is none of the endpoints' that the selectors mean.
  case selector
  /// The address is one of those that `notSelector` excludes.
  case notSelector
  /// `nets`, `ipBlock`, `networks`.
  case nets
  /// `notNets`, `except`.
  case notNets
  /// `services`.
  case service
  /// `ports`.
  case ports
  /// `notPorts`.
  case notPorts
}

extension TraceStep: CustomStringConvertible {
  /// One line.
  public var description: String {
    switch self {
    case .hook(.untracked): "policies before connection tracking"
    case .hook(.preDNAT): "policies before address translation"
    case .hook(.normal): "policies"
    case .tier(let name): "tier \(name)"
    case .policy(let id): "\(id) selects the endpoint"
    case .rule(let id, let index, let outcome): "\(id)[\(index)] \(outcome)"
    case .endOfTier(let name, .deny): "end of tier \(name): deny"
    case .endOfTier(let name, .pass): "end of tier \(name): next tier"
    case .profileRule(let name, let index, let outcome): "profile \(name)[\(index)] \(outcome)"
    case .profileMissing(let name): "profile \(name) does not exist"
    }
  }
}

extension RuleOutcome: CustomStringConvertible {
  /// `matches: Allow` or `does not match: destination ports`.
  public var description: String {
    switch self {
    case .matched(let action): "matches: \(action.rawValue)"
    case .missed(let mismatch): "does not match: \(mismatch)"
    }
  }
}

extension Mismatch: CustomStringConvertible {
  /// The field, as a manifest names it.
  public var description: String {
    switch self {
    case .family: "ipVersion"
    case .noNetOfFamily: "no network of the packet's address family"
    case .ipProtocol: "protocol"
    case .notProtocol: "notProtocol"
    case .icmp: "icmp"
    case .notICMP: "notICMP"
    case .source(let part): "source \(part.rawValue)"
    case .destination(let part): "destination \(part.rawValue)"
    case .http: "http"
    }
  }
}

/// Writes down steps if somebody wants them.
struct TraceRecorder {
  let isOn: Bool
  private(set) var steps: [TraceStep] = []

  init(isOn: Bool) { self.isOn = isOn }

  /// The step is made only if it is wanted: flows that nobody explains cost nothing.
  mutating func note(_ step: @autoclosure () -> TraceStep) {
    if isOn { steps.append(step()) }
  }
}
