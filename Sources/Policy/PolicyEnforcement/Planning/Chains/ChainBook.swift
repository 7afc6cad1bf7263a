import PolicyEvaluator
import Resources

/// The chains of a plan while they are made: those of policies and profiles once, however many endpoints they are for.
struct ChainBook {
  /// A policy's chain of a direction.
  struct PolicyChain {
    /// Nil where no rule can match.
    let name: String?
    /// Whether it may send packets on to the next tier.
    let passes: Bool
  }

  private let view: NodeView
  var sets: SetBook
  private(set) var chains: [String: Chain] = [:]
  private(set) var reasons: [String: RuleReason] = [:]
  private var policies: [String: PolicyChain] = [:]

  init(_ view: NodeView, _ sets: SetBook) {
    self.view = view
    self.sets = sets
  }

  mutating func add(_ chain: Chain, _ name: String) { chains[name] = chain }

  func contains(_ name: String) -> Bool { chains[name] != nil }

  // MARK: - Ends

  /// Counts, and accepts.
  mutating func accept(_ reason: RuleReason) -> [RuleStatement] { [count(reason), .verdict(.accept)] }

  /// Goes to where the packet is logged, counted and dropped.
  mutating func deny(_ reason: RuleReason) -> [RuleStatement] {
    let name = "d-" + reason.name
    if chains[name] == nil {
      chains[name] = Chain(rules: [
        ChainRule([], [.limit(perSecond: 10), .log(group: view.logGroup, prefix: reason.name)]),
        ChainRule([], [count(reason), .verdict(.drop)], comment: reason.description),
      ])
    }
    return [.verdict(.goto(name))]
  }

  mutating func count(_ reason: RuleReason) -> RuleStatement {
    reasons[reason.name] = reason
    return .count(reason.name)
  }

  // MARK: - Policies

  /// The chain of a policy's rules: Allow and Deny are final there, Pass marks the packet and comes back, no match comes back.
  mutating func chain(of policy: Policy, _ direction: TrafficDirection) -> PolicyChain {
    let name = NameHash.name(direction == .ingress ? "pi-" : "pe-", policy.id.orderText)
    if let known = policies[name] { return known }
    var chain = Chain()
    for rule in policy.rules(direction) ?? [] {
      let reason = RuleReason.decision(direction, .rule(policy.id, rule.index))
      let alternatives = RuleTranslation.alternatives(of: rule, &sets)
      if alternatives.isEmpty { continue }
      let (statements, comment) =
        rule.action == .log ? (note(policy.id, rule.index, direction), nil) : (act(rule.action, policy.hook, reason), "\(reason)")
      chain.rules += alternatives.map { ChainRule($0, statements, comment: comment) }
    }
    let passes = (policy.rules(direction) ?? []).contains { $0.action == .pass }
    let made = PolicyChain(name: chain.rules.isEmpty ? nil : name, passes: passes && !chain.rules.isEmpty)
    if !chain.rules.isEmpty { chains[name] = chain }
    policies[name] = made
    return made
  }

  private mutating func act(_ action: RuleAction, _ hook: PolicyHook, _ reason: RuleReason) -> [RuleStatement] {
    switch (action, hook) {
    case (.allow, .untracked): [count(reason), .exempt, .setMark(view.acceptMark), .verdict(.accept)]
    case (.allow, .preDNAT): [count(reason), .setMark(view.acceptMark), .verdict(.accept)]
    case (.allow, .normal): accept(reason)
    case (.pass, _): [count(reason), .setMark(view.passMark), .verdict(.back)]
    case (.deny, _), (.log, _): deny(reason)
    }
  }

  private mutating func note(_ policy: PolicyID, _ index: Int, _ direction: TrafficDirection) -> [RuleStatement] {
    let reason = RuleReason.noted(direction, policy, index)
    return [count(reason), .log(group: view.logGroup, prefix: reason.name)]
  }

  // MARK: - Profiles

  /// The chain of a profile's rules: the first that is not Log decides, no match comes back. Nil where no rule can match.
  mutating func chain(of profile: PolicyProfile, _ direction: TrafficDirection) -> String? {
    let name = NameHash.name(direction == .ingress ? "fi-" : "fe-", profile.name)
    if chains[name] != nil { return name }
    let reason = RuleReason.decision(direction, .profile(profile.name))
    var chain = Chain()
    for rule in profile.rules(direction) where rule.action != .log {
      let statements = rule.action == .allow ? accept(reason) : deny(reason)
      chain.rules += RuleTranslation.alternatives(of: rule, &sets).map { ChainRule($0, statements, comment: "\(reason)") }
    }
    if chain.rules.isEmpty { return nil }
    chains[name] = chain
    return name
  }
}
