/// A JSON value that writes itself; members keep their order.
indirect enum JSONText {
  case null
  case number(Int)
  case string(String)
  case array([JSONText])
  case object([(String, JSONText)])

  /// An object of one member: how every statement and expression of nft begins.
  static func one(_ name: String, _ value: JSONText) -> JSONText { .object([(name, value)]) }

  func write(to text: inout String) {
    switch self {
    case .null: text += "null"
    case .number(let number): text += String(number)
    case .string(let string): Self.write(string, to: &text)
    case .array(let values): Self.list("[", values, "]", to: &text) { $0.write(to: &$1) }
    case .object(let members):
      Self.list("{", members, "}", to: &text) { member, text in
        Self.write(member.0, to: &text)
        text += ":"
        member.1.write(to: &text)
      }
    }
  }

  private static func list<Item>(
    _ begin: String, _ items: [Item], _ end: String, to text: inout String, _ write: (Item, inout String) -> Void
  ) {
    text += begin
    for (number, item) in items.enumerated() {
      if number > 0 { text += "," }
      write(item, &text)
    }
    text += end
  }

  private static func write(_ string: String, to text: inout String) {
    text += "\""
    for scalar in string.unicodeScalars {
      switch scalar {
      case "\"", "\\": text += "\\\(scalar)"
      case "\u{0}"..<" ": text += "\\u00" + (scalar.value < 16 ? "0" : "") + String(scalar.value, radix: 16)
      default: text.unicodeScalars.append(scalar)
      }
    }
    text += "\""
  }
}
