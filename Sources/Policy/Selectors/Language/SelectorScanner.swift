/// Reads the words of a selector. Never beyond its end: each access goes through ``peek``.
struct SelectorScanner {
  private let bytes: [UInt8]
  private(set) var position = 0

  /// As in Calico.
  static let maximumName = 512
  /// How much of a wrong word a message repeats.
  private static let maximumFound = 40

  init(_ text: String) { bytes = Array(text.utf8) }

  /// The byte here; nil at the end.
  var peek: UInt8? { position < bytes.count ? bytes[position] : nil }

  static func isNameByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
      UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: "/"), UInt8(ascii: "-"):
      true
    default: false
    }
  }

  /// Blanks and tabs; a line break is not white space.
  mutating func skipBlanks() {
    while let byte = peek, byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") { position += 1 }
  }

  /// Takes a sign, and blanks before it.
  mutating func take(_ sign: StaticString) -> Bool {
    skipBlanks()
    return takeHere(sign)
  }

  /// Takes a sign that follows without a blank.
  mutating func takeHere(_ sign: StaticString) -> Bool {
    let wanted = UnsafeBufferPointer(start: sign.utf8Start, count: sign.utf8CodeUnitCount)
    guard bytes[position...].starts(with: wanted) else { return false }
    position += wanted.count
    return true
  }

  /// Takes all bytes of a name, and blanks before them; nil without any.
  mutating func word() -> String? {
    skipBlanks()
    let start = position
    while let byte = peek, Self.isNameByte(byte) { position += 1 }
    return start == position ? nil : text(start..<position)
  }

  /// Takes a label's name of a length that the language allows.
  mutating func name(expected: SelectorFault.Expectation) throws(SelectorFault) -> String {
    skipBlanks()
    let start = position
    guard let name = word() else { throw fault(expected) }
    if name.utf8.count > Self.maximumName { throw fault(.shorterName, at: start) }
    return name
  }

  /// Takes a text in quotes.
  mutating func quoted(expected: SelectorFault.Expectation = .text) throws(SelectorFault) -> LabelText {
    skipBlanks()
    guard let quote = peek, quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") else { throw fault(expected) }
    guard let end = bytes[(position + 1)...].firstIndex(of: quote) else {
      throw fault(.endOfText(quote: Character(Unicode.Scalar(quote))))
    }
    let value = text((position + 1)..<end)
    position = end + 1
    return LabelText(value)
  }

  /// What is wrong here, or at an earlier place.
  func fault(_ expected: SelectorFault.Expectation, at place: Int? = nil) -> SelectorFault {
    let place = place ?? position
    // A byte that continues a scalar begins with the bits 10.
    let offset = bytes[..<place].count { $0 & 0xC0 != 0x80 }
    return SelectorFault(expected: expected, found: found(at: place), offset: offset)
  }

  /// A word, a run of equal signs, or one character; nil at the end.
  private func found(at place: Int) -> String? {
    guard place < bytes.count else { return nil }
    let first = bytes[place]
    let rest = bytes[place...]
    if Self.isNameByte(first) { return String(decoding: rest.prefix(while: Self.isNameByte).prefix(Self.maximumFound), as: UTF8.self) }
    let signs: [UInt8] = [UInt8(ascii: "="), UInt8(ascii: "&"), UInt8(ascii: "|")]
    if signs.contains(first) { return String(decoding: rest.prefix { $0 == first }.prefix(Self.maximumFound), as: UTF8.self) }
    return String(decoding: rest.prefix(Self.maximumFound), as: UTF8.self).first.map(String.init)
  }

  /// A range that begins and ends at an ASCII character or at an end of the text.
  private func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }
}
