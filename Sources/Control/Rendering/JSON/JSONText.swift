import ControlAPI

/// Writes a document as JSON.
public enum JSONText {
  /// On one line.
  public static func line(_ value: JSONValue) -> String { text(value, indent: nil) }

  /// With one member a line; short arrays of plain values stay on theirs.
  public static func pretty(_ value: JSONValue, depth: Int = 0) -> String { text(value, indent: depth) }

  private static func text(_ value: JSONValue, indent: Int?) -> String {
    switch value {
    case .array(let items) where !items.isEmpty:
      let isPlain = items.allSatisfy(\.isScalar)
      return wrap("[", items.map { text($0, indent: indent.map { $0 + 1 }) }, "]", indent: isPlain ? nil : indent, spaced: indent != nil)
    case .object(let members) where !members.isEmpty:
      let lines = members.sorted { $0.key < $1.key }.map { key, value in
        "\(quote(key)):\(indent == nil ? "" : " ")\(text(value, indent: indent.map { $0 + 1 }))"
      }
      return wrap("{", lines, "}", indent: indent, spaced: false)
    default: return value.scalarText
    }
  }

  private static func wrap(_ open: String, _ items: [String], _ close: String, indent: Int?, spaced: Bool) -> String {
    guard let indent else { return open + items.joined(separator: spaced ? ", " : ",") + close }
    let inner = String(repeating: "  ", count: indent + 1)
    return "\(open)\n\(inner)\(items.joined(separator: ",\n" + inner))\n\(String(repeating: "  ", count: indent))\(close)"
  }

  /// A string in quotes (RFC 8259 §7).
  public static func quote(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      case _ where scalar.value < 0x20 || scalar.value == 0x7F:
        let digits = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}

extension JSONValue {
  var isScalar: Bool {
    switch self {
    case .array(let items): items.isEmpty
    case .object(let members): members.isEmpty
    default: true
    }
  }

  /// The text of a value without members.
  var scalarText: String {
    switch self {
    case .null: "null"
    case .bool(let value): value ? "true" : "false"
    case .integer(let value): String(value)
    case .number(let value): String(value)
    case .string(let value): JSONText.quote(value)
    case .array: "[]"
    case .object: "{}"
    }
  }
}
