/// Endpoints by the terms that are true of their labels. Each knows its place in its lists, so that leaving one costs the same in a list of
/// ten and of a hundred thousand.
struct EndpointPostings: Sendable {
  private var lists: [LabelTerm: [UInt32]] = [:]

  var isEmpty: Bool { lists.isEmpty }

  func count(_ term: LabelTerm) -> Int { lists[term]?.count ?? 0 }

  subscript(_ term: LabelTerm) -> [UInt32] { lists[term] ?? [] }

  /// Appends an endpoint; returns its place.
  mutating func append(_ endpoint: UInt32, _ term: LabelTerm) -> UInt32 {
    lists[term, default: []].append(endpoint)
    return UInt32(count(term) - 1)
  }

  /// Removes the endpoint at a place; returns the one that has taken it, if one has.
  mutating func remove(at place: UInt32, _ term: LabelTerm) -> UInt32? {
    guard let last = lists[term]?.popLast() else { return nil }
    if count(term) == Int(place) {
      if place == 0 { lists[term] = nil }
      return nil
    }
    lists[term]?[Int(place)] = last
    return last
  }
}
