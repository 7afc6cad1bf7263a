extension Selector {
  /// The one way to write this selector: blanks in their places, `"` around values unless they contain it, sorted sets, parentheses around
  /// each `&&` and `||` as Calico writes them, also around the outermost. It reads back as the same selector.
  ///
  /// The language has no escapes, so a value with both quotes cannot be written; no text that was read contains one.
  public var canonical: String {
    var text = ""
    expression.write(to: &text)
    return text
  }
}

extension Selector.Expression {
  fileprivate func write(to text: inout String) {
    switch self {
    case .all: text += "all()"
    case .global: text += "global()"
    case .has(let name): text += "has(\(name))"
    case .label(let name, let comparison): text += "\(name) \(comparison.canonical)"
    case .not(let inner):
      text += "!"
      inner.write(to: &text)
    case .and(let parts): Self.write(parts, " && ", to: &text)
    case .or(let parts): Self.write(parts, " || ", to: &text)
    }
  }

  private static func write(_ parts: [Self], _ separator: String, to text: inout String) {
    text += "("
    for (index, part) in parts.enumerated() {
      if index > 0 { text += separator }
      part.write(to: &text)
    }
    text += ")"
  }
}

extension Selector.Comparison {
  fileprivate var canonical: String {
    switch self {
    case .equals(let value): "== \(Self.quoted(value))"
    case .differs(let value): "!= \(Self.quoted(value))"
    case .isIn(let values): "in \(Self.set(values))"
    case .isNotIn(let values): "not in \(Self.set(values))"
    case .contains(let part): "contains \(Self.quoted(part))"
    case .startsWith(let part): "starts with \(Self.quoted(part))"
    case .endsWith(let part): "ends with \(Self.quoted(part))"
    }
  }

  private static func set(_ values: [LabelText]) -> String { "{" + values.map(quoted).joined(separator: ", ") + "}" }

  private static func quoted(_ value: LabelText) -> String {
    let quote = value.string.utf8.contains(UInt8(ascii: "\"")) ? "'" : "\""
    return quote + value.string + quote
  }
}
