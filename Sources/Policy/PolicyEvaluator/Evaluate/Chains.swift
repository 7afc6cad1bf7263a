import Resources

extension CompiledPolicies {
  /// Tiers in order: the first rule that allows or denies decides; Pass leaves the tier; its end has a default action, where `armed`.
  /// Nil leaves it to what comes after.
  func evaluate(
    _ program: Int32, _ direction: TrafficDirection, _ packet: borrowing Packet, armed: Bool, _ trace: inout TraceRecorder
  ) -> Decision? {
    for place in programs.programs[Int(program)].stages.range {
      let stage = programs.stages[place]
      if trace.isOn { trace.note(.tier(tiers[Int(stage.tier)].name)) }
      // Explaining looks at every rule in order; judging finds the same one with less.
      let decisive =
        trace.isOn
        ? explain(stage, direction, packet, &trace)
        : stage.index < 0 ? firstInOrder(stage, direction, packet) : firstByIndex(stage, direction, packet)
      if decisive >= 0 {
        let rule = table.rules[decisive]
        if rule.action == .pass { continue }
        return Decision(rule.action == .allow ? .allow : .deny, .rule(titles[Int(rule.policy)].id, Int(rule.index)))
      }
      guard armed else { continue }
      let action = tiers[Int(stage.tier)].defaultAction
      if trace.isOn { trace.note(.endOfTier(tiers[Int(stage.tier)].name, action)) }
      if action == .deny { return Decision(.deny, .endOfTier(tiers[Int(stage.tier)].name)) }
    }
    return nil
  }

  /// The place of the first rule that matches and is not Log; -1 if there is none. Notes every rule on the way.
  private func explain(
    _ stage: PolicyProgram.Stage, _ direction: TrafficDirection, _ packet: borrowing Packet, _ trace: inout TraceRecorder
  ) -> Int {
    for step in stage.policies.range {
      let policy = Int(programs.policies[step])
      trace.note(.policy(titles[policy].id))
      for place in (policies[policy].rules(direction) ?? Span()).range {
        let rule = table.rules[place]
        let mismatch = mismatch(rule, packet)
        trace.note(.rule(titles[policy].id, Int(rule.index), mismatch.map { RuleOutcome.missed($0) } ?? .matched(rule.action)))
        if mismatch == nil, rule.action != .log { return place }
      }
    }
    return -1
  }

  private func firstInOrder(_ stage: PolicyProgram.Stage, _ direction: TrafficDirection, _ packet: borrowing Packet) -> Int {
    let peer = direction == .ingress ? packet.source.entry : packet.destination.entry
    for place in stage.rules.range where decides(programs.rules[place], packet) {
      let rule = programs.rules[place]
      if rule.peerScope >= 0, !isAny(peer, in: rule.peerScope) { continue }
      if rule.isWhole || mismatch(table.rules[Int(rule.rule)], packet) == nil { return Int(rule.rule) }
    }
    return -1
  }

  /// Whether protocol and port fit, and the rule would decide.
  @inline(__always)
  private func decides(_ rule: StageRule, _ packet: borrowing Packet) -> Bool {
    let port = packet.destination.port
    return (rule.ipProtocol < 0 || rule.ipProtocol == Int16(packet.ipProtocol)) && rule.firstPort <= port && port <= rule.lastPort
      && rule.action != .log
  }

  /// The same, of a stage with an index: only rules whose peer can be this one are looked at.
  private func firstByIndex(_ stage: PolicyProgram.Stage, _ direction: TrafficDirection, _ packet: borrowing Packet) -> Int {
    var best = Int32.max
    let index = Int(stage.index)
    let last = programs.indexes[index].spans.count - 1
    find(stage, last, packet, &best)
    let entry = direction == .ingress ? packet.source.entry : packet.destination.entry
    _ = addresses.anyIdentity(entry) { identity in
      let own = memberships.scopes.span(Int(identity))
      if Int(own.count) < last {
        for scope in own.range { find(stage, scope: memberships.scopes[scope], packet, &best) }
      } else {
        for number in 0..<last where memberships.scopes.contains(programs.indexes[index].scopes[number], in: Int(identity)) {
          find(stage, number, packet, &best)
        }
      }
      return false
    }
    return best == .max ? -1 : Int(programs.rules[stage.rules.range.lowerBound + Int(best)].rule)
  }

  private func find(_ stage: PolicyProgram.Stage, scope: UInt32, _ packet: borrowing Packet, _ best: inout Int32) {
    let index = Int(stage.index)
    var (low, high) = (0, programs.indexes[index].scopes.count)
    while low < high {
      let middle = (low + high) / 2
      if programs.indexes[index].scopes[middle] < scope { low = middle + 1 } else { high = middle }
    }
    guard low < programs.indexes[index].scopes.count, programs.indexes[index].scopes[low] == scope else { return }
    find(stage, low, packet, &best)
  }

  /// Looks for a match before the best so far among the rules of one scope, in which the peer is.
  private func find(_ stage: PolicyProgram.Stage, _ number: Int, _ packet: borrowing Packet, _ best: inout Int32) {
    let index = Int(stage.index)
    for place in programs.indexes[index].spans[number].range {
      let ordinal = programs.indexes[index].ordinals[place]
      if ordinal >= best { return }
      let rule = programs.rules[stage.rules.range.lowerBound + Int(ordinal)]
      if decides(rule, packet), rule.isWhole || mismatch(table.rules[Int(rule.rule)], packet) == nil {
        best = ordinal
        return
      }
    }
  }

  /// The first rule of the first profile that is not Log decides; a profile that does not exist denies, and so does the end.
  func evaluate(
    profiles list: Span, _ direction: TrafficDirection, _ packet: borrowing Packet, _ trace: inout TraceRecorder
  ) -> Decision {
    for place in list.range {
      let number = Int(holderProfiles[place])
      guard profiles[number].exists else {
        if trace.isOn { trace.note(.profileMissing(profileNames[number])) }
        return Decision(.deny, .profileMissing(profileNames[number]))
      }
      for place in profiles[number].rules(direction).range {
        let rule = table.rules[place]
        if trace.isOn {
          let outcome = mismatch(rule, packet).map { RuleOutcome.missed($0) } ?? .matched(rule.action)
          trace.note(.profileRule(profileNames[number], Int(rule.index), outcome))
        }
        if matches(rule, packet), rule.action != .log {
          return Decision(rule.action == .allow ? .allow : .deny, .profile(profileNames[number]))
        }
      }
    }
    return Decision(.deny, .noProfile)
  }
}
