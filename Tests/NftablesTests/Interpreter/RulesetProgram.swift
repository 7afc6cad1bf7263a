import NetTypes

/// A rule, ready to be run.
enum RulesetStep {
  case match([RulesetSource], RulesetOperand, negated: Bool)
  case dispatch([RulesetSource], RulesetMap)
  case count(String)
  case mark(isOr: Bool, UInt32)
  case verdict(RulesetVerdict)
  /// Logs, limits, and what else lets packets go on.
  case nothing
}

/// How a rule ends.
enum RulesetVerdict {
  case accept, drop, back
  case jump(String)
  case goto(String)
}

/// What a value is compared with.
enum RulesetOperand {
  case named(String)
  case listed(RulesetElements)
  /// A name that ends in any way.
  case prefix(String)
}

/// Where a map leads.
enum RulesetMap {
  case named(String)
  case listed([[PacketValue]: RulesetVerdict])
}

/// The elements of a set.
struct RulesetElements {
  var exact: Set<[PacketValue]> = []
  var ranges: [ClosedRange<UInt128>] = []

  func contains(_ key: [PacketValue]) -> Bool {
    if exact.contains(key) { return true }
    if ranges.isEmpty || key.count != 1 { return false }
    let number: UInt128
    switch key[0] {
    case .address(let address): number = address.number
    case .number(let value): number = UInt128(value)
    case .text: return false
    }
    return ranges.contains { $0.contains(number) }
  }
}
