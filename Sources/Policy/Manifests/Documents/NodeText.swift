import Yams

/// Writes YAML nodes as JSON, so that they read back as what they were: a text stays a text, a number a number.
enum NodeText {
  /// The node on one line.
  static func json(_ node: Node) -> String {
    switch node {
    case .mapping(let mapping):
      return "{" + mapping.map { "\(quoted($0.key.scalar?.string ?? "")):\(json($0.value))" }.joined(separator: ",") + "}"
    case .sequence(let sequence): return "[" + sequence.map(json).joined(separator: ",") + "]"
    case .scalar(let scalar): return text(of: scalar)
    // The parser resolves aliases; one that is left points nowhere.
    case .alias: return "null"
    }
  }

  /// A plain scalar is what JSON has a form for: a truth value, nothing, a number of the same digits. Everything else is a text.
  private static func text(of scalar: Node.Scalar) -> String {
    let isPlain = scalar.style == .plain || scalar.style == .any
    guard isPlain else { return quoted(scalar.string) }
    switch scalar.string {
    case "", "~", "null": return "null"
    case "true", "false": return scalar.string
    case let text where isNumber(text): return text
    case let text: return quoted(text)
    }
  }

  /// Whether the text is a number of JSON too (RFC 8259 §6), so that it can stand there digit for digit.
  private static func isNumber(_ text: String) -> Bool {
    let digits = text.hasPrefix("-") ? text.dropFirst() : text[...]
    guard let first = digits.utf8.first, let last = digits.utf8.last, Double(text) != nil else { return false }
    let decimal = UInt8(ascii: "0")...UInt8(ascii: "9")
    let isPadded = first == UInt8(ascii: "0") && digits.utf8.dropFirst().first.map(decimal.contains) == true
    return decimal.contains(first) && decimal.contains(last) && !isPadded && !text.lowercased().contains("x")
  }

  private static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case _ where scalar.value < 0x20 || scalar.value == 0x7F || scalar.value == 0x2028 || scalar.value == 0x2029:
        let digits = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}
