/// Reads the decimal numbers with colons between them that communities are written as.
enum DecimalParts {
  /// Exactly `count` numbers up to `limit`, without signs or blanks; nil for anything else.
  static func read(_ text: some StringProtocol, count: Int, limit: UInt32) -> [UInt32]? {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == count else { return nil }
    var numbers: [UInt32] = []
    for part in parts {
      guard let number = number(part), number <= limit else { return nil }
      numbers.append(number)
    }
    return numbers
  }

  /// One decimal number: digits only.
  static func number(_ text: some StringProtocol) -> UInt32? {
    guard !text.isEmpty, text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else { return nil }
    return UInt32(text)
  }
}
