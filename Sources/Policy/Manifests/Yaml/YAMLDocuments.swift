import Diagnostics
import Yams

/// The documents of one YAML (or JSON) file.
struct YAMLDocuments {
  let source: SourceText
  let roots: [Node]

  /// Parses a text; what is no YAML is reported and ends the reading of this file.
  init(file: String, text: String, reading: Reading) {
    let text = Self.withoutByteOrderMark(text)
    source = SourceText(file: file, text: text)
    reading.register(file: file)
    var roots: [Node] = []
    do {
      // Forms read scalars as texts, so tags need no resolving, which would cost a regular expression for each key.
      let parser = try Parser(yaml: text, resolver: .basic)
      while let root = try parser.nextRoot() { roots.append(root) }
    } catch {
      reading.add(Self.problem(error, in: source))
      roots = []
    }
    self.roots = roots
  }

  /// A stream may begin with a byte order mark (YAML 1.2 §5.2), as some editors write it. The parser counts it as a column of a document.
  private static func withoutByteOrderMark(_ text: String) -> String {
    text.unicodeScalars.first == "\u{FEFF}" ? String(text.unicodeScalars.dropFirst()) : text
  }

  private static func problem(_ error: any Error, in source: SourceText) -> Problem {
    switch error as? YamlError {
    case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _), .composer(_, let problem, let mark, _):
      return invalid(problem, line: mark.line, column: mark.column, in: source)
    case .duplicatedKeysInMapping(let duplicates, let context):
      return duplicate(duplicates.first ?? "", first: context.mark, in: source)
    case .reader(let problem, _, _, _):
      return Problem(
        at: SourcePlace(file: source.file, line: 1, column: 1), "invalid YAML: \(problem)", mend: "write the file as UTF-8 text")
    default:
      return Problem(at: SourcePlace(file: source.file, line: 1, column: 1), "invalid YAML: \(error)")
    }
  }

  private static func invalid(_ problem: String, line: Int, column: Int, in source: SourceText) -> Problem {
    let place = source.place(line: line, column: column)
    let startsWithTab = source.lines.indices.contains(place.line - 1) && source.lines[place.line - 1].first { $0 != " " } == "\t"
    return Problem(
      at: place, "invalid YAML: \(problem)", mend: startsWithTab ? "indent with spaces, not tabs" : nil,
      sourceLine: source.shownLine(place.line))
  }

  /// The parser tells where the key stands first; the user has to see where it stands again.
  private static func duplicate(_ key: String, first: Mark, in source: SourceText) -> Problem {
    let place = secondPlace(of: key, first: first, in: source) ?? source.place(line: first.line, column: first.column, length: key.count)
    return Problem(
      at: place, "field \"\(key)\" is given twice, first in line \(first.line)", mend: "remove one of them",
      sourceLine: source.shownLine(place.line))
  }

  private static func secondPlace(of key: String, first: Mark, in source: SourceText) -> SourcePlace? {
    guard source.lines.indices.contains(first.line - 1) else { return nil }
    let firstLine = source.lines[first.line - 1]
    let isBlock = firstLine.prefix(first.column - 1).allSatisfy { $0 == " " || $0 == "-" }
    for number in first.line...source.lines.count {
      let line = source.lines[number - 1]
      let skipped = number == first.line ? first.column : 0
      if isBlock && number == first.line { continue }
      let columns = isBlock ? first.column...first.column : (skipped + 1)...max(skipped + 1, line.count)
      for column in columns where isKey(key, at: column, in: line) {
        return source.place(line: number, column: column, length: key.unicodeScalars.count)
      }
    }
    return nil
  }

  private static func isKey(_ key: String, at column: Int, in line: Substring.UnicodeScalarView) -> Bool {
    var rest = line.dropFirst(column - 1)
    let quote = rest.first == "\"" || rest.first == "'" ? rest.first : nil
    if quote != nil { rest = rest.dropFirst() }
    guard rest.starts(with: key.unicodeScalars) else { return false }
    rest = rest.dropFirst(key.unicodeScalars.count)
    if let quote {
      guard rest.first == quote else { return false }
      rest = rest.dropFirst()
    }
    return rest.drop { $0 == " " }.first == ":" && (column == 1 || " ,{\t".unicodeScalars.contains(line.dropFirst(column - 2).first ?? " "))
  }
}
