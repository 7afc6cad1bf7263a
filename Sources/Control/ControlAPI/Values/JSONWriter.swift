/// Writes JSON member by member, for answers so long that a general encoder would cost more than finding them.
///
/// What it writes is what Foundation's encoder writes with sorted keys and slashes as they are; the caller gives the keys in that order.
struct JSONWriter {
  var bytes: [UInt8]
  private var needsComma = false

  init(_ bytes: consuming [UInt8] = []) { self.bytes = bytes }

  mutating func object(_ body: (inout JSONWriter) -> Void) { enclose(UInt8(ascii: "{"), UInt8(ascii: "}"), body) }

  mutating func array<Element>(_ elements: [Element], _ body: (inout JSONWriter, Element) -> Void) {
    enclose(UInt8(ascii: "["), UInt8(ascii: "]")) { writer in
      for element in elements {
        writer.separate()
        writer.needsComma = false
        body(&writer, element)
        writer.needsComma = true
      }
    }
  }

  /// The name of the next value; it needs no escapes.
  mutating func key(_ name: StaticString) {
    separate()
    bytes.append(UInt8(ascii: "\""))
    name.withUTF8Buffer { bytes.append(contentsOf: $0) }
    bytes.append(UInt8(ascii: "\""))
    bytes.append(UInt8(ascii: ":"))
    needsComma = false
  }

  /// A member whose name comes from outside.
  mutating func member(_ name: String, _ value: String) {
    separate()
    string(name)
    bytes.append(UInt8(ascii: ":"))
    string(value)
  }

  mutating func string(_ text: String) {
    bytes.append(UInt8(ascii: "\""))
    var text = text
    text.withUTF8 { utf8 in
      if utf8.allSatisfy({ $0 >= 0x20 && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") }) {
        bytes.append(contentsOf: utf8)
      } else {
        for octet in utf8 { escape(octet) }
      }
    }
    bytes.append(UInt8(ascii: "\""))
    needsComma = true
  }

  mutating func string(_ text: String?) {
    if let text { string(text) } else { null() }
  }

  mutating func number(_ value: UInt32?) {
    guard var rest = value else { return null() }
    let start = bytes.count
    repeat {
      bytes.append(UInt8(ascii: "0") + UInt8(rest % 10))
      rest /= 10
    } while rest > 0
    bytes[start...].reverse()
    needsComma = true
  }

  mutating func bool(_ value: Bool) { literal(value ? "true" : "false") }

  mutating func null() { literal("null") }

  private mutating func literal(_ text: StaticString) {
    text.withUTF8Buffer { bytes.append(contentsOf: $0) }
    needsComma = true
  }

  private mutating func separate() {
    if needsComma { bytes.append(UInt8(ascii: ",")) }
  }

  private mutating func enclose(_ open: UInt8, _ close: UInt8, _ body: (inout JSONWriter) -> Void) {
    bytes.append(open)
    needsComma = false
    body(&self)
    bytes.append(close)
    needsComma = true
  }

  /// RFC 8259 §7.
  private mutating func escape(_ octet: UInt8) {
    func short(_ letter: UInt8) { bytes += [UInt8(ascii: "\\"), letter] }
    switch octet {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"): short(octet)
    case 0x08: short(UInt8(ascii: "b"))
    case 0x09: short(UInt8(ascii: "t"))
    case 0x0A: short(UInt8(ascii: "n"))
    case 0x0C: short(UInt8(ascii: "f"))
    case 0x0D: short(UInt8(ascii: "r"))
    case ..<0x20:
      let digits = Array("0123456789abcdef".utf8)
      bytes += Array("\\u00".utf8) + [digits[Int(octet >> 4)], digits[Int(octet & 15)]]
    default: bytes.append(octet)
    }
  }
}
