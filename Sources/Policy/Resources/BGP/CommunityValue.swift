/// A standard (RFC 1997) or large (RFC 8092) community, as users write it.
public enum CommunityValue: Hashable, Sendable {
  /// `aa:nn`, 16 bits each.
  case standard(UInt16, UInt16)
  /// `aa:nn:mm`, 32 bits each.
  case large(UInt32, UInt32, UInt32)
}

extension CommunityValue: LosslessStringConvertible {
  /// Reads `aa:nn` or `aa:nn:mm` in decimal.
  public init?(_ text: String) {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
    guard parts.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy(digits.contains) }) else { return nil }
    switch parts.count {
    case 2:
      guard let first = UInt16(parts[0]), let second = UInt16(parts[1]) else { return nil }
      self = .standard(first, second)
    case 3:
      guard let first = UInt32(parts[0]), let second = UInt32(parts[1]), let third = UInt32(parts[2]) else { return nil }
      self = .large(first, second, third)
    default: return nil
    }
  }

  /// The text form.
  public var description: String {
    switch self {
    case .standard(let first, let second): "\(first):\(second)"
    case .large(let first, let second, let third): "\(first):\(second):\(third)"
    }
  }
}
