/// Octets as pairs of hex digits.
public enum HexText {
  private static let digits = Array("0123456789abcdef".utf8)

  /// Lower case, nothing between the pairs.
  public static func encode(_ octets: some Sequence<UInt8>) -> String {
    var text: [UInt8] = []
    for octet in octets {
      text.append(digits[Int(octet >> 4)])
      text.append(digits[Int(octet & 15)])
    }
    return String(decoding: text, as: UTF8.self)
  }

  /// Reads pairs of either case; nil for anything else.
  static func decode(_ text: some StringProtocol) -> [UInt8]? {
    var octets: [UInt8] = []
    var half: UInt8?
    for character in text.utf8 {
      guard let value = value(of: character) else { return nil }
      if let high = half {
        octets.append(high << 4 | value)
        half = nil
      } else {
        half = value
      }
    }
    return half == nil ? octets : nil
  }

  /// The value of a digit, nil for another character.
  static func value(of character: UInt8) -> UInt8? {
    switch character {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): character - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): character - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): character - UInt8(ascii: "A") + 10
    default: nil
    }
  }
}
