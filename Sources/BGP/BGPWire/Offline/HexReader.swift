/// Reads messages from text of hex digits, as people paste it.
///
/// Blanks, colons and `0x` between digits are passed over, `#` begins a comment that ends with the line. Messages follow one another,
/// in one line or over several; a line that begins with the marker begins a message anew, so that one bad length spoils one message.
public struct HexReader: Sequence, IteratorProtocol {
  private let text: [UInt8]
  private let options: DecodeOptions
  private var position = 0
  private var pending: [UInt8] = []

  /// A reader of a file's octets.
  public init(_ text: [UInt8], options: DecodeOptions) {
    self.text = text
    self.options = options
  }

  /// The next message, nil at the end.
  public mutating func next() -> DecodedMessage? {
    while true {
      if let message = takeWhole() { return message }
      guard let line = nextLine() else { return takePending() }
      guard let octets = Self.octets(of: line) else {
        return DecodedMessage(unreadable: nil, "no hex digits: \(String(decoding: line.prefix(60), as: UTF8.self))")
      }
      let startsMessage = octets.count >= 16 && octets[..<16].allSatisfy { $0 == 0xFF }
      let cut = startsMessage ? takePending() : nil
      pending += octets
      if let cut { return cut }
    }
  }

  /// The first message of what is pending, when all of it is there.
  private mutating func takeWhole() -> DecodedMessage? {
    guard pending.count >= MessageHeader.length else { return nil }
    let length = Int(pending[16]) << 8 | Int(pending[17])
    guard length >= MessageHeader.length else { return takePending() }
    guard pending.count >= length else { return nil }
    defer { pending.removeFirst(length) }
    return DecodedMessage(decoding: Array(pending[..<length]), options: options)
  }

  /// All that is pending as one message, whatever its length says; nil when nothing is.
  private mutating func takePending() -> DecodedMessage? {
    if pending.isEmpty { return nil }
    defer { pending = [] }
    return DecodedMessage(decoding: pending, options: options)
  }

  private mutating func nextLine() -> ArraySlice<UInt8>? {
    guard position < text.count else { return nil }
    let end = text[position...].firstIndex(of: UInt8(ascii: "\n")) ?? text.count
    defer { position = end + 1 }
    return text[position..<end].prefix { $0 != UInt8(ascii: "#") }
  }

  /// The octets of a line, nil when something else than digits, blanks, colons and `0x` is in it.
  private static func octets(of line: ArraySlice<UInt8>) -> [UInt8]? {
    var digits: [UInt8] = []
    for character in line {
      switch character {
      case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"), UInt8(ascii: ":"): continue
      case UInt8(ascii: "x"), UInt8(ascii: "X"):
        guard digits.count % 2 == 1, digits.popLast() == UInt8(ascii: "0") else { return nil }
      default: digits.append(character)
      }
    }
    return HexText.decode(String(decoding: digits, as: UTF8.self))
  }
}
