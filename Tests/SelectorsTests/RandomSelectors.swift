import Selectors

/// Random expressions over few names and values, so that many of them match; and random ways to write one down.
struct RandomSelectors {
  static let names = ["a", "b", "c", "in", "has", "pcns.x/y"]
  static let values = ["", "x", "y", "xy", "it's", "\"q\"", "é", "e\u{301}", "x y"]

  var generator: SeededGenerator

  init(seed: UInt64) { generator = SeededGenerator(seed: seed) }

  mutating func number(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &generator) }

  mutating func chance(_ percent: Int) -> Bool { number(1...100) <= percent }

  mutating func name() -> LabelText { LabelText(Self.names.randomElement(using: &generator) ?? "a") }

  mutating func value() -> LabelText { LabelText(Self.values.randomElement(using: &generator) ?? "x") }

  mutating func labels() -> [String: String] {
    var labels: [String: String] = [:]
    for name in Self.names where chance(50) { labels[name] = value().string }
    return labels
  }

  mutating func expression(depth: Int = 3) -> Selector.Expression {
    switch depth == 0 ? number(0...5) : number(0...9) {
    case 0: return chance(80) ? .has(name()) : chance(50) ? .all : .global
    case 1...5: return .label(name(), comparison())
    case 6, 7: return .not(expression(depth: depth - 1))
    case 8: return .and((0...number(0...2)).map { _ in expression(depth: depth - 1) })
    default: return .or((0...number(0...2)).map { _ in expression(depth: depth - 1) })
    }
  }

  private mutating func comparison() -> Selector.Comparison {
    switch number(0...6) {
    case 0: .equals(value())
    case 1: .differs(value())
    case 2: .isIn((0..<number(0...3)).map { _ in value() })
    case 3: .isNotIn((0..<number(0...3)).map { _ in value() })
    case 4: .contains(value())
    case 5: .startsWith(value())
    default: .endsWith(value())
    }
  }

  /// One of the many texts for a tree.
  mutating func text(_ expression: Selector.Expression) -> String {
    let core: String
    switch expression {
    case .all: core = "all(\(blanks()))"
    case .global: core = "global(\(blanks()))"
    case .has(let name): core = "has(\(blanks())\(name)\(blanks()))"
    case .label(let name, let comparison): core = "\(name) \(blanks())\(text(comparison))"
    case .not(let inner): core = "!\(blanks())\(operand(inner))"
    case .and(let parts): core = joined(parts, "&&")
    case .or(let parts): core = joined(parts, "||")
    }
    return chance(20) ? "\(blanks())(\(core)\(blanks()))" : blanks() + core + blanks()
  }

  private mutating func joined(_ parts: [Selector.Expression], _ sign: String) -> String {
    parts.map { operand($0) }.joined(separator: sign)
  }

  private mutating func operand(_ expression: Selector.Expression) -> String {
    switch expression {
    case .and, .or: "(\(text(expression)))"
    default: text(expression)
    }
  }

  private mutating func text(_ comparison: Selector.Comparison) -> String {
    switch comparison {
    case .equals(let value): "==\(quoted(value))"
    case .differs(let value): "!=\(quoted(value))"
    case .isIn(let values): "in\(set(values))"
    case .isNotIn(let values): "not\(blanks())in\(set(values))"
    case .contains(let part): "contains\(quoted(part))"
    case .startsWith(let part): "starts\(blanks())with\(quoted(part))"
    case .endsWith(let part): "ends\(blanks())with\(quoted(part))"
    }
  }

  private mutating func set(_ values: [LabelText]) -> String {
    let comma = chance(30) && !values.isEmpty ? "\(blanks())," : ""
    return "\(blanks()){" + values.map { quoted($0) }.joined(separator: "\(blanks()),") + comma + "\(blanks())}"
  }

  private mutating func quoted(_ value: LabelText) -> String {
    let bytes = value.string.utf8
    let isSingle = bytes.contains(UInt8(ascii: "\"")) || (!bytes.contains(UInt8(ascii: "'")) && chance(50))
    return blanks() + (isSingle ? "'\(value)'" : "\"\(value)\"")
  }

  private mutating func blanks() -> String { ["", "", " ", "\t", "  "].randomElement(using: &generator) ?? "" }
}
