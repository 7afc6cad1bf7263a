import Resources
import Selectors

/// The labels of one source that somebody has, and the terms that they satisfy.
///
/// Equal labels are kept once: a thousand pods of a deployment are one entry, as are the labels of a namespace for all of its pods.
struct LabelSets: Sendable {
  private var sets: [[String: String]] = []
  private var numbers: [[String: String]: Int] = [:]
  private var satisfied: [BitSet] = []

  mutating func number(_ labels: [String: String]) -> Int {
    if let number = numbers[labels] { return number }
    sets.append(labels)
    numbers[labels] = sets.count - 1
    return sets.count - 1
  }

  /// Works out which set satisfies which of the terms of this source. The index looks only at selectors that a set's labels can satisfy.
  mutating func evaluate(_ terms: [TermTable.Term], of source: LabelSource) {
    var index = LabelIndex()
    var termsOf: [SelectorID: [Int]] = [:]
    for (number, term) in terms.enumerated() where term.labels == source {
      termsOf[index.register(term.selector).selector, default: []].append(number)
    }
    satisfied = sets.map { labels in
      var members = BitSet(count: terms.count)
      for change in index.add(labels).changes { termsOf[change.selector]?.forEach { members.insert($0) } }
      return members
    }
  }

  func satisfies(_ set: Int, term: Int) -> Bool { satisfied[set].contains(term) }
}
