extension LabelIndex {
  /// Interns labels; their texts are held for the endpoint that gets them.
  mutating func hold(_ labels: [String: String]) -> [LabelEntry] {
    var entries: [LabelEntry] = []
    entries.reserveCapacity(labels.count)
    for (name, value) in labels {
      entries.append(LabelEntry(key: texts.hold(LabelText(name)), value: texts.hold(LabelText(value))))
    }
    entries.sort { $0.key < $1.key }
    return entries
  }

  /// Replaces the labels of an endpoint that was and remains there.
  mutating func change(_ slot: UInt32, to new: [LabelEntry]) -> [MembershipChange] {
    let old = endpoints[Int(slot)].labels
    let terms = [LabelEntry].differences(old, new)
    var changes: [MembershipChange] = []
    for candidate in candidates(old, new, mentioning: terms) {
      guard let program = registrations[Int(candidate)]?.program else { continue }
      let isMember = program.matches(new, texts)
      if isMember != program.matches(old, texts) { changes.append(MembershipChange(candidate, slot, isMember)) }
    }
    replaceLabels(of: slot, with: new)
    return changes
  }

  /// The selectors that match an endpoint, as changes.
  func memberships(of slot: UInt32, isMember: Bool) -> [MembershipChange] {
    let labels = endpoints[Int(slot)].labels
    var found = buckets.selectors(.always)
    for entry in labels {
      found += buckets.selectors(LabelTerm(entry.key, entry.value))
      found += buckets.selectors(.presence(entry.key))
    }
    return found.sortedOnce().compactMap { selector in
      guard let program = registrations[Int(selector)]?.program, program.matches(labels, texts) else { return nil }
      return MembershipChange(selector, slot, isMember)
    }
  }

  /// Selectors that mention one of the terms, and that need nothing or one of the labels before or after.
  func candidates(_ old: [LabelEntry], _ new: [LabelEntry], mentioning terms: [LabelTerm]) -> [UInt32] {
    if terms.isEmpty { return [] }
    var found: [UInt32] = []
    func look(_ anchor: LabelTerm) { buckets.forEach(anchor, mentioning: terms) { found.append($0) } }
    look(.always)
    for entry in old {
      look(LabelTerm(entry.key, entry.value))
      look(.presence(entry.key))
    }
    for entry in new {
      let before = old.value(of: entry.key)
      if before != entry.value { look(LabelTerm(entry.key, entry.value)) }
      if before == nil { look(.presence(entry.key)) }
    }
    return found.sortedOnce()
  }

  /// Leaves and enters the lists of the labels that differ.
  mutating func replaceLabels(of slot: UInt32, with new: [LabelEntry]) {
    let old = endpoints[Int(slot)].labels
    for entry in old {
      let after = new.value(of: entry.key)
      if after != entry.value { leave(LabelTerm(entry.key, entry.value), entry.placeUnderValue, \.placeUnderValue) }
      if after == nil { leave(.presence(entry.key), entry.placeUnderKey, \.placeUnderKey) }
    }
    endpoints[Int(slot)].labels = new.map { entry in
      var entry = entry
      let before = old.first { $0.key == entry.key }
      entry.placeUnderKey = before?.placeUnderKey ?? postings.append(slot, .presence(entry.key))
      entry.placeUnderValue =
        before.flatMap { $0.value == entry.value ? $0.placeUnderValue : nil } ?? postings.append(slot, LabelTerm(entry.key, entry.value))
      return entry
    }
    for entry in old {
      texts.release(entry.key)
      texts.release(entry.value)
    }
  }

  /// Leaves one list, and tells the endpoint that takes the place.
  private mutating func leave(_ term: LabelTerm, _ place: UInt32, _ field: WritableKeyPath<LabelEntry, UInt32>) {
    guard let moved = postings.remove(at: place, term) else { return }
    guard let index = endpoints[Int(moved)].labels.firstIndex(where: { $0.key == term.key }) else { return }
    endpoints[Int(moved)].labels[index][keyPath: field] = place
  }
}

extension [UInt32] {
  /// In ascending order, each once.
  func sortedOnce() -> [UInt32] {
    if count < 2 { return self }
    var result: [UInt32] = []
    for element in sorted() where result.last != element { result.append(element) }
    return result
  }
}

extension MembershipChange {
  init(_ selector: UInt32, _ endpoint: UInt32, _ isMember: Bool) {
    self.init(selector: SelectorID(rawValue: selector), endpoint: EndpointID(rawValue: endpoint), isMember: isMember)
  }
}
