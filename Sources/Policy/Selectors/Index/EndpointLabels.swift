/// One label of an endpoint, and where the endpoint stands in the lists of those that have it.
struct LabelEntry: Sendable {
  let key: UInt32
  let value: UInt32
  var placeUnderKey: UInt32 = 0
  var placeUnderValue: UInt32 = 0
}

extension [LabelEntry] {
  /// The value of a label. An endpoint has a dozen labels: looking at each is faster than halving.
  func value(of key: UInt32) -> UInt32? {
    for entry in self where entry.key == key { return entry.value }
    return nil
  }

  /// The terms whose truth differs between two sets of labels, both in ascending order of keys.
  static func differences(_ old: [LabelEntry], _ new: [LabelEntry]) -> [LabelTerm] {
    var terms: [LabelTerm] = []
    var (left, right) = (0, 0)
    while left < old.count || right < new.count {
      if right == new.count || (left < old.count && old[left].key < new[right].key) {
        terms += old[left].comingOrGoing
        left += 1
      } else if left == old.count || new[right].key < old[left].key {
        terms += new[right].comingOrGoing
        right += 1
      } else {
        let (before, after) = (old[left], new[right])
        if before.value != after.value {
          terms += [LabelTerm(before.key, before.value), LabelTerm(after.key, after.value), .anyValue(after.key)]
        }
        (left, right) = (left + 1, right + 1)
      }
    }
    return terms
  }
}

extension LabelEntry {
  /// What changes when the label appears or disappears.
  fileprivate var comingOrGoing: [LabelTerm] { [LabelTerm(key, value), .presence(key), .anyValue(key)] }
}
