import Resources
import Selectors

/// The scopes that rules mention, each once, and who is in which.
struct ScopeTable {
  private struct Term {
    let labels: LabelSource
    let selector: Selector
  }

  private var terms: [Term] = []
  private var termNumbers: [EndpointScope.Term: Int] = [:]
  private(set) var scopes: [EndpointScope] = []
  private var termsOfScope: [[Int]] = []
  private var numbers: [EndpointScope: Int] = [:]
  /// The terms that labels of a source satisfy, worked out once: a thousand pods of a deployment are one entry.
  private var satisfied: [LabelSource: [[String: String]: Set<Int>]] = [:]
  /// The scopes of labels that were asked for.
  private var known: [OwnerLabels: [Int]] = [:]

  /// The number of a scope; throws the fault of a selector that cannot be read.
  mutating func number(_ scope: EndpointScope) throws(SelectorFault) -> Int {
    if let number = numbers[scope] { return number }
    var list: [Int] = []
    for term in scope.terms { list.append(try number(term)) }
    scopes.append(scope)
    termsOfScope.append(list)
    numbers[scope] = scopes.count - 1
    known.removeAll()
    return scopes.count - 1
  }

  private mutating func number(_ term: EndpointScope.Term) throws(SelectorFault) -> Int {
    if let number = termNumbers[term] { return number }
    terms.append(Term(labels: term.labels, selector: try Selector(term.selector)))
    termNumbers[term] = terms.count - 1
    satisfied.removeAll()
    known.removeAll()
    return terms.count - 1
  }

  /// The scopes that somebody with these labels is in.
  mutating func scopes(of labels: OwnerLabels) -> [Int] {
    if let found = known[labels] { return found }
    var held = Set<Int>()
    for source in LabelSource.allCases {
      if let own = labels[source] { held.formUnion(terms(of: own, source)) }
    }
    let found = termsOfScope.indices.filter { termsOfScope[$0].allSatisfy(held.contains) }
    known[labels] = found
    return found
  }

  private mutating func terms(of labels: [String: String], _ source: LabelSource) -> Set<Int> {
    if let known = satisfied[source]?[labels] { return known }
    let found = Set(terms.indices.filter { terms[$0].labels == source && terms[$0].selector.matches(labels) })
    satisfied[source, default: [:]][labels] = found
    return found
  }
}
