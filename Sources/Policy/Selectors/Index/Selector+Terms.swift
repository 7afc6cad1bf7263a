extension Selector.Expression {
  /// The terms on which the selector depends: while none of them changes, neither does whether it matches.
  func terms(_ texts: inout TextTable) -> [LabelTerm] {
    var terms: Set<LabelTerm> = []
    collectTerms(into: &terms, &texts)
    return terms.sorted { ($0.key, $0.value) < ($1.key, $1.value) }
  }

  private func collectTerms(into terms: inout Set<LabelTerm>, _ texts: inout TextTable) {
    switch self {
    case .all, .global: break
    case .has(let name): terms.insertHeld(.presence(texts.hold(name)), &texts)
    case .label(let name, let comparison):
      if let values = comparison.values {
        for value in values { terms.insertHeld(LabelTerm(texts.hold(name), texts.hold(value)), &texts) }
      } else {
        terms.insertHeld(.anyValue(texts.hold(name)), &texts)
      }
    case .not(let inner): inner.collectTerms(into: &terms, &texts)
    case .and(let parts), .or(let parts): for part in parts { part.collectTerms(into: &terms, &texts) }
    }
  }

  /// Terms of which at least one is true of whatever matches, the cheapest choice of them; nil when there are none, as for `!has(a)`.
  /// An empty list: nothing can match.
  func anchors(_ texts: TextTable, isNegated: Bool = false, cost: (LabelTerm) -> Int) -> [LabelTerm]? {
    switch self {
    case .all, .global: isNegated ? [] : nil
    case .has(let name): isNegated ? nil : texts.find(name).map { [.presence($0)] }
    case .label(let name, let comparison): comparison.anchors(texts, of: name, isNegated: isNegated)
    case .not(let inner): inner.anchors(texts, isNegated: !isNegated, cost: cost)
    case .and(let parts): Self.anchors(parts, texts, isNegated, needsAll: !isNegated, cost)
    case .or(let parts): Self.anchors(parts, texts, isNegated, needsAll: isNegated, cost)
    }
  }

  /// Where all parts have to be true, those of any part will do; where one is enough, those of each part are needed.
  private static func anchors(
    _ parts: [Self], _ texts: TextTable, _ isNegated: Bool, needsAll: Bool, _ cost: (LabelTerm) -> Int
  ) -> [LabelTerm]? {
    let choices = parts.map { $0.anchors(texts, isNegated: isNegated, cost: cost) }
    if !needsAll { return choices.contains { $0 == nil } ? nil : Array(Set(choices.flatMap { $0 ?? [] })) }
    func price(_ terms: [LabelTerm]) -> Int { terms.reduce(0) { $0 + cost($1) } }
    return choices.compactMap(\.self).map { ($0, price($0)) }.min { $0.1 < $1.1 }?.0
  }
}

extension Selector.Comparison {
  /// The values to which equality matters; nil when the value matters as a text.
  fileprivate var values: [LabelText]? {
    switch self {
    case .equals(let value), .differs(let value): [value]
    case .isIn(let values), .isNotIn(let values): values
    case .contains, .startsWith, .endsWith: nil
    }
  }

  fileprivate func anchors(_ texts: TextTable, of name: LabelText, isNegated: Bool) -> [LabelTerm]? {
    let needsLabel =
      switch self {
      case .differs, .isNotIn: isNegated
      default: !isNegated
      }
    guard needsLabel, let key = texts.find(name) else { return needsLabel ? [] : nil }
    return values?.compactMap(texts.find).map { LabelTerm(key, $0) } ?? [.presence(key)]
  }
}

extension Set<LabelTerm> {
  /// Inserts a term whose texts were held for it; of one that is there already they are released.
  fileprivate mutating func insertHeld(_ term: LabelTerm, _ texts: inout TextTable) {
    if !insert(term).inserted { texts.release(term) }
  }
}

extension TextTable {
  /// Releases the texts of a term.
  mutating func release(_ term: LabelTerm) {
    release(term.key)
    if term.value >= LabelTerm.firstText { release(term.value) }
  }
}
