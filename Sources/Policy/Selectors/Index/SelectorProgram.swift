/// A selector as tests that each say where to go on, over interned texts: no recursion and no text comparisons where equality decides.
struct SelectorProgram: Sendable {
  /// What one label has to be; a negation is the other way out.
  private enum Test: Sendable {
    case present
    /// The operand is a text.
    case equals
    /// The operand is a place in the sets.
    case isIn
    /// The operand is a place in the comparisons.
    case text
  }

  /// Without references, so that walking the steps counts none.
  private struct Step: Sendable {
    let key: UInt32
    let test: Test
    let operand: UInt32
    let whenTrue: Int32
    let whenFalse: Int32
  }

  private static let accept: Int32 = -1
  private static let reject: Int32 = -2

  private var steps: [Step] = []
  /// In ascending order each.
  private var sets: [[UInt32]] = []
  private var comparisons: [Selector.Comparison] = []
  private var start = SelectorProgram.accept

  /// Compiles a tree whose texts are all in the table.
  init(_ expression: Selector.Expression, _ texts: TextTable) {
    start = add(expression, texts, whenTrue: Self.accept, whenFalse: Self.reject)
  }

  /// Whether these labels match.
  func matches(_ labels: [LabelEntry], _ texts: TextTable) -> Bool {
    var place = start
    while place >= 0 {
      let step = steps[Int(place)]
      let isTrue = labels.value(of: step.key).map { holds(step, $0, texts) } ?? false
      place = isTrue ? step.whenTrue : step.whenFalse
    }
    return place == Self.accept
  }

  private func holds(_ step: Step, _ value: UInt32, _ texts: TextTable) -> Bool {
    switch step.test {
    case .present: true
    case .equals: value == step.operand
    case .isIn: Self.contains(sets[Int(step.operand)], value)
    case .text: comparisons[Int(step.operand)].holds(texts[value])
    }
  }

  /// Adds the steps of a part behind those that it leads to; returns its first.
  private mutating func add(_ expression: Selector.Expression, _ texts: TextTable, whenTrue: Int32, whenFalse: Int32) -> Int32 {
    switch expression {
    case .all, .global: whenTrue
    case .has(let name): step(name, .present, 0, texts, whenTrue, whenFalse)
    case .label(let name, let comparison): add(name, comparison, texts, whenTrue, whenFalse)
    case .not(let inner): add(inner, texts, whenTrue: whenFalse, whenFalse: whenTrue)
    case .and(let parts): parts.reversed().reduce(whenTrue) { add($1, texts, whenTrue: $0, whenFalse: whenFalse) }
    case .or(let parts): parts.reversed().reduce(whenFalse) { add($1, texts, whenTrue: whenTrue, whenFalse: $0) }
    }
  }

  private mutating func add(
    _ name: LabelText, _ comparison: Selector.Comparison, _ texts: TextTable, _ whenTrue: Int32, _ whenFalse: Int32
  ) -> Int32 {
    switch comparison {
    case .equals(let value): return add(name, oneOf: [value], texts, whenTrue, whenFalse)
    case .differs(let value): return add(name, oneOf: [value], texts, whenFalse, whenTrue)
    case .isIn(let values): return add(name, oneOf: values, texts, whenTrue, whenFalse)
    case .isNotIn(let values): return add(name, oneOf: values, texts, whenFalse, whenTrue)
    case .contains, .startsWith, .endsWith:
      comparisons.append(comparison)
      return step(name, .text, UInt32(comparisons.count - 1), texts, whenTrue, whenFalse)
    }
  }

  private mutating func add(
    _ name: LabelText, oneOf values: [LabelText], _ texts: TextTable, _ whenTrue: Int32, _ whenFalse: Int32
  ) -> Int32 {
    let known = values.compactMap(texts.find).sorted()
    if known.count == 1 { return step(name, .equals, known[0], texts, whenTrue, whenFalse) }
    sets.append(known)
    return step(name, .isIn, UInt32(sets.count - 1), texts, whenTrue, whenFalse)
  }

  private mutating func step(
    _ name: LabelText, _ test: Test, _ operand: UInt32, _ texts: TextTable, _ whenTrue: Int32, _ whenFalse: Int32
  ) -> Int32 {
    // The names and values that a selector mentions are held; only that of an empty set is not, and nothing is in it.
    guard let key = texts.find(name) else { return whenFalse }
    steps.append(Step(key: key, test: test, operand: operand, whenTrue: whenTrue, whenFalse: whenFalse))
    return Int32(steps.count - 1)
  }

  private static func contains(_ values: [UInt32], _ value: UInt32) -> Bool {
    var (low, high) = (0, values.count)
    while low < high {
      let middle = (low + high) / 2
      if values[middle] < value { low = middle + 1 } else { high = middle }
    }
    return low < values.count && values[low] == value
  }
}
