/// Selectors by a term without which they match nothing, and in that by the terms that they mention.
///
/// A change of `role` on an endpoint in namespace `a` looks only at the selectors that need one of the endpoint's labels and mention `role`:
/// those of the other namespaces stand in other buckets.
struct SelectorBuckets: Sendable {
  private struct Bucket: Sendable {
    var all: [UInt32] = []
    var byTerm: [LabelTerm: [UInt32]] = [:]
  }

  private var buckets: [LabelTerm: Bucket] = [:]

  var isEmpty: Bool { buckets.isEmpty }

  /// How many selectors need this term.
  func count(_ anchor: LabelTerm) -> Int { buckets[anchor]?.all.count ?? 0 }

  /// Those that need this term.
  func selectors(_ anchor: LabelTerm) -> [UInt32] { buckets[anchor]?.all ?? [] }

  /// Calls the body with those that need the anchor and mention one of the terms; more than once when they mention several.
  func forEach(_ anchor: LabelTerm, mentioning terms: [LabelTerm], _ body: (UInt32) -> Void) {
    guard let bucket = buckets[anchor] else { return }
    for term in terms {
      for selector in bucket.byTerm[term] ?? [] { body(selector) }
    }
  }

  mutating func insert(_ selector: UInt32, anchors: [LabelTerm], terms: [LabelTerm]) {
    for anchor in anchors {
      buckets[anchor, default: Bucket()].all.append(selector)
      for term in terms { buckets[anchor, default: Bucket()].byTerm[term, default: []].append(selector) }
    }
  }

  mutating func remove(_ selector: UInt32, anchors: [LabelTerm], terms: [LabelTerm]) {
    for anchor in anchors {
      buckets[anchor]?.all.removeFirst(selector)
      for term in terms {
        buckets[anchor]?.byTerm[term]?.removeFirst(selector)
        if buckets[anchor]?.byTerm[term]?.isEmpty == true { buckets[anchor]?.byTerm[term] = nil }
      }
      if buckets[anchor]?.all.isEmpty == true { buckets[anchor] = nil }
    }
  }
}

extension [UInt32] {
  /// Removes one; the last takes its place.
  fileprivate mutating func removeFirst(_ element: UInt32) {
    guard let place = firstIndex(of: element) else { return }
    swapAt(place, count - 1)
    removeLast()
  }
}
