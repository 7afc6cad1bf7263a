/// A community value that a rule names: standard (RFC 1997) or large (RFC 8092).
public enum FilterCommunity: Hashable, Sendable {
  /// `aa:nn`, both halves in one number.
  case standard(UInt32)
  /// `aa:nn:mm`
  case large(UInt32, UInt32, UInt32)
}

extension FilterCommunity: LosslessStringConvertible {
  /// Reads `aa:nn` (16 bits each) or `aa:nn:mm` (32 bits each).
  public init?(_ text: String) {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
    guard parts.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy(digits.contains) }) else { return nil }
    switch parts.count {
    case 2:
      guard let upper = UInt16(parts[0]), let lower = UInt16(parts[1]) else { return nil }
      self = .standard(UInt32(upper) << 16 | UInt32(lower))
    case 3:
      guard let global = UInt32(parts[0]), let first = UInt32(parts[1]), let second = UInt32(parts[2]) else { return nil }
      self = .large(global, first, second)
    default: return nil
    }
  }

  /// The text that ``init(_:)`` reads.
  public var description: String {
    switch self {
    case .standard(let value): "\(value >> 16):\(value & 0xFFFF)"
    case .large(let global, let first, let second): "\(global):\(first):\(second)"
    }
  }
}
