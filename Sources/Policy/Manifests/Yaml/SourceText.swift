import Diagnostics
import Yams

/// The text of one file, to say where in it something is.
struct SourceText {
  /// The name as the user gave it.
  let file: String
  /// The lines without their ends; a column counts Unicode scalars, as the YAML parser does.
  let lines: [Substring.UnicodeScalarView]

  init(file: String, text: String) {
    self.file = file
    lines = text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false)
      .map { $0.last == "\r" ? $0.dropLast() : $0 }
      .map { Substring($0).unicodeScalars }
  }

  /// The text of a line, counted from 1; nil for a line that is not there or that holds a secret.
  func shownLine(_ number: Int) -> String? {
    guard lines.indices.contains(number - 1) else { return nil }
    let line = String(lines[number - 1])
    return Self.holdsSecret(line) || line.isEmpty ? nil : line
  }

  /// Where a key or value stands and how far it goes on its line.
  func place(of node: Node) -> SourcePlace {
    guard let mark = node.mark else { return SourcePlace(file: file, line: 1, column: 1) }
    return place(line: mark.line, column: mark.column, length: length(of: node, line: mark.line, column: mark.column))
  }

  /// A place, moved back to the last line when the parser points behind it.
  func place(line: Int, column: Int, length: Int = 1) -> SourcePlace {
    let last = lines.last?.isEmpty == true ? lines.count - 1 : lines.count
    if line > last, last > 0 { return SourcePlace(file: file, line: last, column: lines[last - 1].count + 1) }
    return SourcePlace(file: file, line: max(1, line), column: max(1, column), length: max(1, length))
  }

  private func length(of node: Node, line: Int, column: Int) -> Int {
    guard lines.indices.contains(line - 1) else { return 1 }
    let rest = lines[line - 1].dropFirst(column - 1)
    switch node {
    case .scalar(let scalar):
      switch scalar.style {
      case .singleQuoted, .doubleQuoted:
        let quote: Unicode.Scalar = scalar.style == .singleQuoted ? "'" : "\""
        return rest.dropFirst().firstIndex(of: quote).map { rest.distance(from: rest.startIndex, to: $0) + 1 } ?? rest.count
      case .literal, .folded: return 1
      default: return rest.starts(with: scalar.string.unicodeScalars) ? scalar.string.unicodeScalars.count : Self.trimmed(rest).count
      }
    case .mapping(let mapping): return Self.length(ofCollection: rest, isFlow: mapping.style == .flow)
    case .sequence(let sequence): return Self.length(ofCollection: rest, isFlow: sequence.style == .flow)
    case .alias: return 1
    }
  }

  /// A flow collection goes to its bracket, a block collection to the end of its first line.
  private static func length(ofCollection rest: Substring.UnicodeScalarView, isFlow: Bool) -> Int {
    var depth = 0
    if isFlow {
      for (offset, scalar) in rest.enumerated() {
        if scalar == "{" || scalar == "[" { depth += 1 }
        if scalar == "}" || scalar == "]" { depth -= 1 }
        if depth == 0 { return offset + 1 }
      }
    }
    return trimmed(rest).count
  }

  /// Without a comment and the spaces before it.
  private static func trimmed(_ rest: Substring.UnicodeScalarView) -> Substring.UnicodeScalarView {
    var end = rest.endIndex
    var index = rest.startIndex
    while index < rest.endIndex {
      if rest[index] == "#", index == rest.startIndex || rest[rest.index(before: index)] == " " {
        end = index
        break
      }
      index = rest.index(after: index)
    }
    var text = rest[..<end]
    while text.last == " " { text = text.dropLast() }
    return text
  }

  /// Whether the line gives a password in plain text, where only `{ file: … }`, `{ env: … }` and `{ secretKeyRef: … }` belong:
  /// such a line is never shown, whatever is wrong in it.
  static func holdsSecret(_ line: String) -> Bool {
    var rest = Substring(line.lowercased())
    while let range = rest.firstRange(of: "password") {
      rest = rest[range.upperBound...]
      guard let colon = rest.firstIndex(of: ":") else { return false }
      let value = rest[rest.index(after: colon)...].drop { $0 == " " }
      if value.isEmpty || value.hasPrefix("#") { continue }
      let inside = value.dropFirst().drop { $0 == " " }
      let isReference = value.hasPrefix("{") && ["file:", "env:", "secretkeyref:", "}"].contains { inside.hasPrefix($0) }
      if !isReference { return true }
    }
    return false
  }
}
