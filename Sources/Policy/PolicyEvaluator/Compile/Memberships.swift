import Resources
import Selectors

/// Who is selected by what: the scopes of all policies and rules, and for each identity the scopes that it is in.
struct Memberships: Sendable {
  /// One term of scopes, and the sets of labels of its source that satisfy it, in ascending order.
  private struct Term: Sendable {
    let labels: LabelSource
    let sets: [Int32]
  }

  private var labels: [LabelSource: LabelSets] = [:]
  private var numbers: [LabelIdentity: UInt32] = [:]
  private(set) var identities: [LabelIdentity] = []
  private var terms: [Term] = []
  private var termNumbers: [EndpointScope.Term: Int] = [:]
  private var scopeNumbers: [[Int]: UInt32] = [:]
  private(set) var scopes = GrowingLists()

  init() {
    for source in LabelSource.allCases { labels[source] = LabelSets() }
  }

  mutating func number(_ set: [String: String], of source: LabelSource) -> Int32 { labels[source]?.number(set) ?? -1 }

  /// The number of an identity; all of them come before the first scope.
  mutating func number(_ identity: LabelIdentity) -> Int32 {
    if identity == LabelIdentity() { return -1 }
    if let number = numbers[identity] { return Int32(number) }
    let number = UInt32(identities.count)
    numbers[identity] = number
    identities.append(identity)
    scopes.addList()
    for source in LabelSource.allCases where identity[source] >= 0 { labels[source]?.add(identity: number, to: identity[source]) }
    return Int32(number)
  }

  /// The number of a scope; throws the fault of a selector that cannot be read.
  mutating func number(_ scope: EndpointScope) throws(SelectorFault) -> Int32 {
    var parts: [Int] = []
    for term in scope.terms { parts.append(try number(term)) }
    if let number = scopeNumbers[parts] { return Int32(number) }
    let number = UInt32(scopeNumbers.count)
    scopeNumbers[parts] = number
    for identity in members(of: parts) { scopes.append(number, to: Int(identity)) }
    return Int32(number)
  }

  /// Whether somebody with this identity is in the scope.
  @inline(__always)
  func contains(_ scope: Int32, _ identity: Int32) -> Bool { scopes.contains(UInt32(bitPattern: scope), in: Int(identity)) }

  private mutating func number(_ term: EndpointScope.Term) throws(SelectorFault) -> Int {
    if let number = termNumbers[term] { return number }
    let selector = try Selector(term.selector)
    terms.append(Term(labels: term.labels, sets: labels[term.labels]?.sets(matching: selector) ?? []))
    termNumbers[term] = terms.count - 1
    return terms.count - 1
  }

  /// The identities that satisfy all terms: those of the rarest term are looked at.
  private func members(of parts: [Int]) -> [UInt32] {
    guard let rarest = parts.min(by: { size($0) < size($1) }) else { return identities.indices.map { UInt32($0) } }
    let own = labels[terms[rarest].labels]?.identities ?? []
    let candidates = terms[rarest].sets.flatMap { own[Int($0)] }
    return candidates.filter { identity in parts.allSatisfy { $0 == rarest || satisfies(identities[Int(identity)], terms[$0]) } }
  }

  private func size(_ part: Int) -> Int {
    guard let own = labels[terms[part].labels]?.identities else { return 0 }
    return terms[part].sets.reduce(0) { $0 + own[Int($1)].count }
  }

  private func satisfies(_ identity: LabelIdentity, _ term: Term) -> Bool {
    let set = identity[term.labels]
    if set < 0 { return false }
    var (low, high) = (0, term.sets.count)
    while low < high {
      let middle = (low + high) / 2
      if term.sets[middle] < set { low = middle + 1 } else { high = middle }
    }
    return low < term.sets.count && term.sets[low] == set
  }
}
