/// Finds what a user probably meant.
enum NearestName {
  /// The candidate that begins with the name, or the nearest one; nil when none is near enough to be a slip of the finger.
  static func of(_ name: String, among candidates: [String]) -> String? {
    if name.count >= 3, let longer = candidates.first(where: { $0.lowercased().hasPrefix(name.lowercased()) }) { return longer }
    let lower = Array(name.lowercased())
    if let longer = candidates.first(where: { abbreviates(lower, Array($0.lowercased())) }) { return longer }
    let limit = max(1, min(3, lower.count / 3))
    return candidates.map { ($0, distance(lower, Array($0.lowercased()))) }.filter { $0.1 <= limit }.min { ($0.1, $0.0) < ($1.1, $1.0) }?.0
  }

  /// Whether a word is another without some of its letters, as `wrklds` is `workloads`.
  private static func abbreviates(_ short: [Character], _ long: [Character]) -> Bool {
    guard short.count >= 4, short.count < long.count, short.count * 2 > long.count, short.first == long.first else { return false }
    var rest = long[...]
    for letter in short {
      guard let place = rest.firstIndex(of: letter) else { return false }
      rest = rest[(place + 1)...]
    }
    return true
  }

  /// Insertions, deletions, substitutions and swaps of neighbours that turn one word into the other.
  static func distance(_ left: [Character], _ right: [Character]) -> Int {
    if left.isEmpty || right.isEmpty { return max(left.count, right.count) }
    var beforePrevious: [Int] = []
    var previous = Array(0...right.count)
    for row in 1...left.count {
      var current = [row]
      for column in 1...right.count {
        let substitution = previous[column - 1] + (left[row - 1] == right[column - 1] ? 0 : 1)
        var best = min(substitution, previous[column] + 1, current[column - 1] + 1)
        if row > 1, column > 1, left[row - 1] == right[column - 2], left[row - 2] == right[column - 1] {
          best = min(best, beforePrevious[column - 2] + 1)
        }
        current.append(best)
      }
      beforePrevious = previous
      previous = current
    }
    return previous[right.count]
  }
}
