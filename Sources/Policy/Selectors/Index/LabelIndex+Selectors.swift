extension LabelIndex {
  /// Registers a selector. One that is registered already keeps its number and reports no changes: ask for its ``members(of:)``.
  public mutating func register(_ selector: Selector) -> (selector: SelectorID, changes: [MembershipChange]) {
    if let old = known[selector] {
      registrations[Int(old)]?.uses += 1
      return (SelectorID(rawValue: old), [])
    }
    let terms = selector.expression.terms(&texts)
    // Every endpoint under an anchor looks at its bucket, so the one with the fewest endpoints is the cheapest.
    let anchors = selector.expression.anchors(texts) { postings.count($0) << 20 + buckets.count($0) } ?? [.always]
    let registration = Registration(
      selector: selector, program: SelectorProgram(selector.expression, texts), anchors: anchors, terms: terms)
    let slot = freeSelectors.popLast() ?? UInt32(registrations.count)
    if slot == registrations.count { registrations.append(registration) } else { registrations[Int(slot)] = registration }
    known[selector] = slot
    buckets.insert(slot, anchors: anchors, terms: terms)
    return (SelectorID(rawValue: slot), matching(registration).map { MembershipChange(slot, $0, true) })
  }

  /// Takes back one registration. With the last, its members leave and its number may be given to the next selector.
  public mutating func unregister(_ selector: SelectorID) -> [MembershipChange] {
    let slot = selector.rawValue
    guard slot < registrations.count, let registration = registrations[Int(slot)] else { return [] }
    if registration.uses > 1 {
      registrations[Int(slot)]?.uses -= 1
      return []
    }
    let changes = matching(registration).map { MembershipChange(slot, $0, false) }
    buckets.remove(slot, anchors: registration.anchors, terms: registration.terms)
    known[registration.selector] = nil
    registrations[Int(slot)] = nil
    freeSelectors.append(slot)
    for term in registration.terms { texts.release(term) }
    return changes
  }

  /// The endpoints that a selector matches. Costs what the rarest label that it needs has endpoints.
  public func members(of selector: SelectorID) -> [EndpointID] {
    guard selector.rawValue < registrations.count, let registration = registrations[Int(selector.rawValue)] else { return [] }
    return matching(registration).map { EndpointID(rawValue: $0) }
  }

  private func matching(_ registration: Registration) -> [UInt32] {
    let candidates =
      registration.anchors == [.always]
      ? endpoints.indices.lazy.filter { endpoints[$0].isLive }.map { UInt32($0) }
      : registration.anchors.flatMap { postings[$0] }.sortedOnce()
    return candidates.filter { registration.program.matches(endpoints[Int($0)].labels, texts) }
  }
}
