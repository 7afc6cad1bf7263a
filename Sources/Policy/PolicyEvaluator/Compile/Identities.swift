import Resources

/// Who is selected by what: label sets of each source, and the terms they satisfy.
struct Identities: Sendable {
  private var effective = LabelSets()
  private var pod = LabelSets()
  private var namespace = LabelSets()
  private var node = LabelSets()
  private var sources: [LabelSource] = []

  mutating func number(effective labels: [String: String]) -> Int { effective.number(labels) }
  mutating func number(pod labels: [String: String]) -> Int { pod.number(labels) }
  mutating func number(namespace labels: [String: String]) -> Int { namespace.number(labels) }
  mutating func number(node labels: [String: String]) -> Int { node.number(labels) }

  mutating func evaluate(_ table: TermTable) {
    sources = table.terms.map(\.labels)
    effective.evaluate(table.terms, of: .effective)
    pod.evaluate(table.terms, of: .pod)
    namespace.evaluate(table.terms, of: .namespace)
    node.evaluate(table.terms, of: .node)
  }

  /// Whether somebody with these labels is in the scope: has the labels that each term looks at, and satisfies it.
  func contains(_ scope: ScopeID, _ identity: LabelIdentity) -> Bool {
    for term in scope.terms {
      guard let set = identity[sources[term]] else { return false }
      let isSatisfied =
        switch sources[term] {
        case .effective: effective.satisfies(set, term: term)
        case .pod: pod.satisfies(set, term: term)
        case .namespace: namespace.satisfies(set, term: term)
        case .node: node.satisfies(set, term: term)
        }
      if !isSatisfied { return false }
    }
    return true
  }
}
