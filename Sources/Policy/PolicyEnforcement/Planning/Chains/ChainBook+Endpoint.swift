import PolicyEvaluator
import Resources

extension ChainBook {
  /// The chain of all endpoints with these policies, and its name.
  ///
  /// A tier in which a policy may pass is followed by a chain of its own for what comes after it: a pass goes there at once, and the end of
  /// the tier too if its default action is Pass.
  mutating func chain(of list: EndpointPolicies, passMark: UInt32, profiles: [String: PolicyProfile]) -> String {
    let name = list.name
    if contains(name) { return name }
    add(Chain(), name)
    var (current, rules) = (name, prelude(list.prelude, list.direction))
    if list.stages.contains(where: { stage in stage.policies.contains { chain(of: $0, list.direction).passes } }) {
      rules.append(ChainRule([], [.clearMark(passMark)]))
    }
    for (number, stage) in list.stages.enumerated() {
      let (next, passes) = ("\(name)-\(number + 1)", jumps(stage, list.direction))
      for (chain, isPassing) in passes {
        rules.append(ChainRule([], [.verdict(.jump(chain))]))
        if isPassing { rules.append(ChainRule([.mark(passMark)], [.verdict(.goto(next))])) }
      }
      let ends = stage.isArmed && stage.tier.defaultAction == .deny
      let reason = RuleReason.decision(list.direction, .endOfTier(stage.tier.name))
      if ends { rules.append(ChainRule([], deny(reason), comment: "\(reason)")) }
      guard passes.contains(where: \.isPassing) else {
        // Nothing reaches what comes after a tier that always decides.
        if ends {
          add(Chain(rules: rules), current)
          return name
        }
        continue
      }
      if !ends { rules.append(ChainRule([], [.verdict(.goto(next))])) }
      add(Chain(rules: rules), current)
      (current, rules) = (next, [ChainRule([], [.clearMark(passMark)])])
    }
    add(Chain(rules: rules + end(list, profiles)), current)
    return name
  }

  private mutating func prelude(_ prelude: EndpointPolicies.Prelude, _ direction: TrafficDirection) -> [ChainRule] {
    if prelude == .nothing { return [] }
    let statements = accept(.decision(direction, .failsafe))
    return [IPProtocol.tcp, IPProtocol.udp].map { number in
      let ports = RuleTranslation.ranges(FailsafePorts.ports(ipProtocol: number, direction).map { .port($0) }) ?? []
      let matches: [PacketMatch] = [.ipProtocol([number], negated: false), .port(.destinationPort, ports, negated: false)]
      return ChainRule(prelude == .failsafeToHost ? [.toHost] + matches : matches, statements)
    }
  }

  private mutating func jumps(_ stage: EndpointPolicies.Stage, _ direction: TrafficDirection) -> [(name: String, isPassing: Bool)] {
    stage.policies.compactMap { policy in
      let made = chain(of: policy, direction)
      return made.name.map { ($0, made.passes) }
    }
  }

  /// Profiles in order: one that does not exist denies, and so does the end.
  private mutating func end(_ list: EndpointPolicies, _ profiles: [String: PolicyProfile]) -> [ChainRule] {
    guard case .profiles(let names) = list.rest else { return [] }
    var rules: [ChainRule] = []
    for name in names {
      guard let profile = profiles[name] else {
        let reason = RuleReason.decision(list.direction, .profileMissing(name))
        return rules + [ChainRule([], deny(reason), comment: "\(reason)")]
      }
      if let chain = chain(of: profile, list.direction) { rules.append(ChainRule([], [.verdict(.jump(chain))])) }
    }
    let reason = RuleReason.decision(list.direction, .noProfile)
    return rules + [ChainRule([], deny(reason), comment: "\(reason)")]
  }
}
