import Diagnostics
import Yams

/// A value with everything needed to say what is wrong with it: its field's name, its place, and where to say it.
struct FieldValue {
  /// The field's name as messages give it; empty for a whole document.
  let name: String
  /// The value.
  let node: Node
  /// The text that it stands in.
  let source: SourceText
  /// Where problems go and files come from.
  let reading: Reading

  /// The place of the value.
  var place: SourcePlace { source.place(of: node) }

  /// The text of a scalar that is not null.
  var text: String? {
    if case .scalar(let scalar) = node, !isNull { return scalar.string }
    return nil
  }

  /// Whether the scalar stands without quotes, so that YAML may see a number or a truth value in it.
  var isPlain: Bool {
    if case .scalar(let scalar) = node { return scalar.style == .plain }
    return false
  }

  /// Nothing at all, `~` or `null`.
  var isNull: Bool {
    guard case .scalar(let scalar) = node, scalar.style == .plain || scalar.style == .any else { return false }
    return ["", "~", "null"].contains(scalar.string)
  }

  /// The items of a list.
  var items: [FieldValue]? {
    guard case .sequence(let sequence) = node else { return nil }
    return sequence.map { FieldValue(name: name, node: $0, source: source, reading: reading) }
  }

  /// The value of a field of a mapping, without a word about what is wrong with it; nil when it is absent or null.
  subscript(name: String) -> FieldValue? {
    guard case .mapping(let mapping) = node, let found = mapping.first(where: { $0.key.scalar?.string == name }) else { return nil }
    let value = FieldValue(name: name, node: found.value, source: source, reading: reading)
    return value.isNull ? nil : value
  }

  /// The same value under another name in messages.
  func named(_ name: String) -> FieldValue { FieldValue(name: name, node: node, source: source, reading: reading) }

  /// The path of the folder of the file that this value stands in.
  var folder: String { FilePattern.folder(of: source.file) }

  /// What the user wrote, for a message.
  var found: String {
    switch node {
    case .mapping: return "a mapping"
    case .sequence: return "a list"
    case .alias: return "an alias"
    case .scalar(let scalar):
      if isNull { return "nothing" }
      let isBare = scalar.style == .plain && (Int(scalar.string) != nil || ["true", "false"].contains(scalar.string))
      let text = scalar.string.count > 60 ? scalar.string.prefix(57) + "..." : scalar.string[...]
      return isBare ? String(text) : "\"\(text)\""
    }
  }

  /// Says that something else belongs here.
  func refuse(expected: String, mend: String? = nil) {
    error("expected \(expected), found \(found)", mend: mend)
  }

  /// Says what is wrong with the value, with its line.
  func error(_ message: String, mend: String? = nil) { add(.error, message, mend: mend) }

  /// Says what is probably not meant.
  func warning(_ message: String, mend: String? = nil) { add(.warning, message, mend: mend) }

  /// Says that the field is understood and that nothing is done with it. `path` is its name where the bare one would not tell.
  func ineffective(_ path: String? = nil) {
    let place = self.place
    reading.add(Problem(.warning, at: place, "\(path ?? name) has no effect in this version", sourceLine: source.shownLine(place.line)))
  }

  /// Says that something else than this secret belongs here, and shows nothing of it.
  func refuseSecret(expected: String) {
    reading.error(
      at: SourcePlace(file: place.file, line: place.line, column: place.column), "\(name): expected \(expected), found a plain text")
  }

  private func add(_ severity: Problem.Severity, _ message: String, mend: String?) {
    let place = self.place
    reading.add(
      Problem(severity, at: place, name.isEmpty ? message : "\(name): \(message)", mend: mend, sourceLine: source.shownLine(place.line)))
  }
}
