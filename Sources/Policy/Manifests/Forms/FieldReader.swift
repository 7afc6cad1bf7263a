import Diagnostics
import Yams

/// Reads the fields of one mapping and knows which names it was asked for: what is left at the end is unknown.
struct FieldReader {
  /// What the mapping is called in messages: `bgp.peers`, `BGPPeer.spec`.
  let context: String
  /// The mapping itself.
  let mapping: FieldValue
  private let fields: [(key: FieldValue, value: FieldValue)]
  /// The keys again: most fields of most mappings are absent, which must cost a few comparisons and no copy.
  private let names: [String]
  private var known: [String] = []

  /// Opens a mapping; nil after saying so when the value is none.
  init?(_ value: FieldValue, _ context: String) {
    self.context = context
    mapping = value
    switch value.node {
    case .mapping(let mapping):
      fields = mapping.map { key, node in
        let name = key.scalar?.string ?? ""
        let field = { FieldValue(name: name, node: $0, source: value.source, reading: value.reading) }
        return (field(key), field(node))
      }
      names = fields.map(\.key.name)
    default:
      value.refuse(expected: "a mapping with the fields of \(context)")
      return nil
    }
  }

  /// The value of a field as written; nil when it is absent or null.
  func value(_ name: String) -> FieldValue? {
    guard let index = names.firstIndex(of: name) else { return nil }
    let value = fields[index].value
    return value.isNull ? nil : value
  }

  /// Whether the field is there and not null.
  func has(_ name: String) -> Bool { value(name) != nil }

  /// Every field in order, for mappings whose keys the user invents.
  var entries: [(key: FieldValue, value: FieldValue)] { fields }

  /// The value of a field; nil when it is absent, or wrong, which has been said then.
  mutating func read<Value>(_ name: String, _ form: Form<Value>) -> Value? {
    known.append(name)
    return value(name).flatMap(form.read)
  }

  /// Takes the value of a field over when it is there and right.
  mutating func read<Value>(_ name: String, _ form: Form<Value>, into target: inout Value) {
    if let value = read(name, form) { target = value }
  }

  /// Takes the value of a field over when it is there and right.
  mutating func read<Value>(_ name: String, _ form: Form<Value>, into target: inout Value?) {
    if let value = read(name, form) { target = value }
  }

  /// The value of a field that has to be there.
  mutating func require<Value>(_ name: String, _ form: Form<Value>, mend: String) -> Value? {
    if !has(name) { missing(name, mend: mend) }
    return read(name, form)
  }

  /// Accepts fields without looking at them.
  mutating func accept(_ names: String...) { known += names }

  /// Accepts a field that this version does nothing with, and says so unless it holds its default.
  mutating func ignore(_ name: String, default defaultText: String? = nil) {
    known.append(name)
    guard let value = value(name), value.items?.isEmpty != true else { return }
    if value.text == nil || value.text != defaultText { value.ineffective() }
  }

  /// Says that a field has to be there.
  func missing(_ name: String, mend: String) {
    error("missing field \"\(name)\" in \(context)", mend: mend)
  }

  /// Says what is wrong with the mapping as a whole.
  func error(_ message: String, mend: String? = nil) {
    let place = mapping.place
    mapping.reading.error(at: place, message, mend: mend, line: mapping.source.shownLine(place.line))
  }

  /// Says what is probably not meant with the mapping as a whole.
  func warning(_ message: String, mend: String? = nil) {
    let place = mapping.place
    mapping.reading.add(Problem(.warning, at: place, message, mend: mend, sourceLine: mapping.source.shownLine(place.line)))
  }

  /// Says which fields nobody asked for. The message quotes the name, so the line is not shown.
  func finish() {
    for (key, _) in fields where !known.contains(key.name) {
      let mend =
        NearestName.of(key.name, among: known).map { "did you mean \"\($0)\"?" }
        ?? "known fields: \(known.sorted().joined(separator: ", "))"
      mapping.reading.error(at: key.place, "unknown field \"\(key.name)\" in \(context)", mend: mend)
    }
  }
}
