import Resources
import Selectors

/// A scope by the numbers of its terms.
struct ScopeID: Hashable, Sendable {
  var terms: [Int]
}

/// The distinct terms of all scopes, each selector read once.
struct TermTable: Sendable {
  struct Term: Sendable {
    let labels: LabelSource
    let selector: Selector
  }

  private(set) var terms: [Term] = []
  private var numbers: [EndpointScope.Term: Int] = [:]

  /// The number of a scope; throws the fault of a selector that cannot be read.
  mutating func number(_ scope: EndpointScope) throws(SelectorFault) -> ScopeID {
    var id = ScopeID(terms: [])
    for term in scope.terms { id.terms.append(try number(term)) }
    return id
  }

  private mutating func number(_ term: EndpointScope.Term) throws(SelectorFault) -> Int {
    if let number = numbers[term] { return number }
    terms.append(Term(labels: term.labels, selector: try Selector(term.selector)))
    numbers[term] = terms.count - 1
    return terms.count - 1
  }
}
