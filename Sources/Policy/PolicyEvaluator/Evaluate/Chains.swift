import Resources

extension CompiledPolicies {
  /// Tiers in order: the first rule that allows or denies decides; Pass leaves the tier; its end has a default action, where `armed`.
  /// Nil leaves it to what comes after.
  func evaluate(
    _ stages: [EndpointClass.Stage], _ direction: TrafficDirection, _ packet: Packet, armed: Bool, _ trace: inout TraceRecorder
  ) -> Decision? {
    for stage in stages {
      let tier = tiers[stage.tier]
      trace.note(.tier(tier.name))
      switch evaluate(stage.policies, direction, packet, &trace) {
      case .some(.allow(let reason)): return Decision(.allow, reason)
      case .some(.deny(let reason)): return Decision(.deny, reason)
      case .some(.pass): continue
      case nil: break
      }
      guard armed else { continue }
      trace.note(.endOfTier(tier.name, tier.defaultAction))
      if tier.defaultAction == .deny { return Decision(.deny, .endOfTier(tier.name)) }
    }
    return nil
  }

  private enum RuleVerdict {
    case allow(DecisionReason)
    case deny(DecisionReason)
    case pass
  }

  private func evaluate(
    _ places: [Int], _ direction: TrafficDirection, _ packet: Packet, _ trace: inout TraceRecorder
  ) -> RuleVerdict? {
    for place in places {
      let policy = policies[place]
      trace.note(.policy(policy.id))
      for rule in policy.rules(direction) ?? [] {
        if let mismatch = mismatch(rule, packet) {
          trace.note(.rule(policy.id, rule.index, .missed(mismatch)))
          continue
        }
        trace.note(.rule(policy.id, rule.index, .matched(rule.action)))
        switch rule.action {
        case .allow: return .allow(.rule(policy.id, rule.index))
        case .deny: return .deny(.rule(policy.id, rule.index))
        case .pass: return .pass
        case .log: continue
        }
      }
    }
    return nil
  }

  /// The first rule of the first profile that is not Log decides; a profile that does not exist denies, and so does the end.
  func evaluate(
    profiles names: [String], _ direction: TrafficDirection, _ packet: Packet, _ trace: inout TraceRecorder
  ) -> Decision {
    for name in names {
      guard let profile = profiles[name] else {
        trace.note(.profileMissing(name))
        return Decision(.deny, .profileMissing(name))
      }
      for rule in profile.rules(direction) {
        if let mismatch = mismatch(rule, packet) {
          trace.note(.profileRule(name, rule.index, .missed(mismatch)))
          continue
        }
        trace.note(.profileRule(name, rule.index, .matched(rule.action)))
        if rule.action != .log { return Decision(rule.action == .allow ? .allow : .deny, .profile(name)) }
      }
    }
    return Decision(.deny, .noProfile)
  }
}
