import Resources
import Selectors

/// The sets of labels of one source, each once: a thousand pods of a deployment are one set, as are the labels of a namespace for all of its pods.
struct LabelSets: Sendable {
  private var index = LabelIndex()
  private var numbers: [[String: String]: Int32] = [:]
  /// The identities that have a set, by its number.
  private(set) var identities: [[UInt32]] = []

  /// The number of a set; sets are numbered as the index numbers its endpoints, of which none is ever removed.
  mutating func number(_ labels: [String: String]) -> Int32 {
    if let number = numbers[labels] { return number }
    let number = Int32(index.add(labels).endpoint.rawValue)
    numbers[labels] = number
    identities.append([])
    return number
  }

  mutating func add(identity: UInt32, to set: Int32) { identities[Int(set)].append(identity) }

  /// The sets that a selector matches, in ascending order. It is registered only for the question.
  mutating func sets(matching selector: Selector) -> [Int32] {
    let (id, changes) = index.register(selector)
    _ = index.unregister(id)
    return changes.map { Int32($0.endpoint.rawValue) }.sorted()
  }
}
