/// Texts as 32-bit identifiers. A text stays as long as somebody holds it; then its identifier is used again.
struct TextTable: Sendable {
  private struct Entry: Sendable {
    var text: LabelText
    var holders: Int
  }

  private var identifiers: [LabelText: UInt32] = [:]
  private var entries = [Entry](repeating: Entry(text: "", holders: 0), count: Int(LabelTerm.firstText))
  private var free: [UInt32] = []

  /// How many texts there are.
  var count: Int { identifiers.count }

  /// The identifier of a text that somebody holds.
  func find(_ text: LabelText) -> UInt32? { identifiers[text] }

  subscript(_ identifier: UInt32) -> LabelText { entries[Int(identifier)].text }

  /// Holds a text once more.
  mutating func hold(_ text: LabelText) -> UInt32 {
    if let known = identifiers[text] {
      entries[Int(known)].holders += 1
      return known
    }
    let entry = Entry(text: text, holders: 1)
    let identifier: UInt32
    if let old = free.popLast() {
      identifier = old
      entries[Int(old)] = entry
    } else {
      identifier = UInt32(entries.count)
      entries.append(entry)
    }
    identifiers[text] = identifier
    return identifier
  }

  /// Holds a text that somebody holds once more.
  mutating func holdAgain(_ identifier: UInt32) -> UInt32 {
    entries[Int(identifier)].holders += 1
    return identifier
  }

  /// Holds it once less.
  mutating func release(_ identifier: UInt32) {
    entries[Int(identifier)].holders -= 1
    guard entries[Int(identifier)].holders == 0 else { return }
    identifiers[entries[Int(identifier)].text] = nil
    entries[Int(identifier)].text = ""
    free.append(identifier)
  }
}
