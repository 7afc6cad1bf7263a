import Resources

extension CompiledPolicies {
  /// Puts a policy in the place of the one with its name, or adds it. Costs what the endpoints have that either selects.
  ///
  /// Throws what is wrong with it, and changes nothing then. The tiers stay those that were compiled.
  public mutating func set(_ policy: Policy) throws(CompilationFaults) {
    if var model = previewed {
      model.policies.removeAll { $0.id == policy.id }
      model.policies.append(policy)
      self = try CompiledPolicies(model, view: view)
      return
    }
    if !view.holds(policy) { return remove(policy.id) }
    guard let tier = tiers.firstIndex(where: { $0.name == policy.tier }) else {
      throw CompilationFaults(faults: [.noTier(policy)])
    }
    var compiler = PolicyCompiler(taking: &memberships, &table, &names)
    let place = places[policy.id] ?? freePlaces.last ?? Int32(policies.count)
    let compiled = compiler.policy(policy, tier: tier, place: place)
    (memberships, table, names) = compiler.parts()
    if !compiler.faults.isEmpty {
      compiled.release(in: &table)
      throw CompilationFaults(faults: compiler.faults)
    }
    replace(at: place, with: (compiled, PolicyTitle(policy)))
  }

  /// Takes a policy away; one that is not there changes nothing.
  public mutating func remove(_ id: PolicyID) {
    if var model = previewed {
      model.policies.removeAll { $0.id == id }
      // What was right stays right with less.
      if let compiled = try? CompiledPolicies(model, view: view) { self = compiled }
      return
    }
    guard let place = places[id] else { return }
    replace(at: place, with: nil)
  }

  private mutating func replace(at place: Int32, with new: (policy: CompiledPolicy, title: PolicyTitle)?) {
    let old = places[new?.title.id ?? titles[Int(place)].id] == nil ? nil : policies[Int(place)]
    let groups = affected(place, old, new?.policy)
    let lists = groups.map { group, _ in programs.list(group.program).filter { $0 != place } }
    for (group, slots) in groups { programs.release(group.program, group.direction, times: slots.count) }
    if let new {
      if Int(place) == policies.count {
        policies.append(new.policy)
        titles.append(new.title)
      } else {
        (policies[Int(place)], titles[Int(place)]) = new
      }
      if freePlaces.last == place { freePlaces.removeLast() }
      places[new.title.id] = place
    } else {
      places[titles[Int(place)].id] = nil
      freePlaces.append(place)
    }
    old?.release(in: &table)
    for ((group, slots), list) in zip(groups, lists) {
      let list = group.joins ? inserted(place, into: list) : list
      let program = programs.use(list, group.direction, times: slots.count, policies, table.rules)
      for slot in slots { classPrograms[slot] = program }
    }
  }

  /// Slots of programs that change in the same way.
  private struct ChangedGroup: Hashable {
    let program: Int32
    let direction: TrafficDirection
    /// Whether the new policy belongs to it.
    let joins: Bool
  }

  private func affected(_ place: Int32, _ old: CompiledPolicy?, _ new: CompiledPolicy?) -> [(ChangedGroup, [Int])] {
    var groups: [ChangedGroup: [Int]] = [:]
    for (number, endpointClass) in classes.enumerated() where endpointClass.identity >= 0 {
      let wasMember = old.map { memberships.contains($0.subject, endpointClass.identity) } ?? false
      let isMember = new.map { memberships.contains($0.subject, endpointClass.identity) } ?? false
      if !wasMember && !isMember { continue }
      for chain in endpointClass.chains {
        for direction in TrafficDirection.allCases {
          let leaves = wasMember && old.map { chain.holds($0) && $0.rules(direction) != nil } ?? false
          let joins = isMember && new.map { chain.holds($0) && $0.rules(direction) != nil } ?? false
          if !leaves && !joins { continue }
          let slot = EndpointClass.place(number, chain, direction)
          groups[ChangedGroup(program: classPrograms[slot], direction: direction, joins: joins), default: []].append(slot)
        }
      }
    }
    return groups.map { ($0, $1) }
  }

  private func inserted(_ place: Int32, into list: [Int32]) -> [Int32] {
    var list = list
    let (tier, title) = (policies[Int(place)].tier, titles[Int(place)])
    let next = list.firstIndex { other in
      let otherTier = policies[Int(other)].tier
      return otherTier == tier ? title.precedes(titles[Int(other)]) : tier < otherTier
    }
    list.insert(place, at: next ?? list.count)
    return list
  }
}

extension CompiledPolicy {
  /// Gives the places of its rules back.
  fileprivate func release(in table: inout RuleTable) {
    if let ingress { table.release(ingress) }
    if let egress { table.release(egress) }
  }
}
