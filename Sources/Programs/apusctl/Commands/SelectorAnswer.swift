import Diagnostics
import Rendering
import Selectors

/// What `apusctl selector` says of one expression.
struct SelectorAnswer: Encodable {
  var valid = false
  var canonical: String?
  /// One for each set of labels that was given.
  var match: [Bool]?
  var problem: String?
  /// The problem with its place in the expression.
  var report: Problem?

  private enum CodingKeys: CodingKey {
    case valid
    case canonical
    case match
    case problem
  }

  /// Reads an expression and matches it. Without a text, the line was no JSON string.
  init(_ text: String?, line: Int, labels: [[String: String]]) {
    guard let text else {
      refuse("expected a JSON string, for example \"role == 'db'\"", at: SourcePlace(file: "selector", line: line, column: 1))
      return
    }
    do throws(SelectorFault) {
      let selector = try Selector(text)
      (valid, canonical, match) = (true, selector.canonical, labels.map(selector.matches))
    } catch {
      let place = SourcePlace(
        file: "selector", line: line, column: error.offset + 1, length: max(1, error.found?.unicodeScalars.count ?? 1))
      refuse("\(error)", at: place, mend: error.mend, source: text.contains(where: \.isNewline) ? nil : text)
    }
  }

  /// The canonical form, then the labels with whether they match; nil when it is invalid.
  func table(_ sets: [[String: String]]) -> String? {
    guard let canonical, let match else { return nil }
    let rows = zip(match, sets).map { isMatch, labels in
      let members = labels.sorted { $0.key < $1.key }.map { "\(JSONText.quote($0)):\(JSONText.quote($1))" }
      return "  \(isMatch ? "yes" : "no ") {\(members.joined(separator: ","))}\n"
    }
    return "\(canonical)\n" + rows.joined()
  }

  private mutating func refuse(_ message: String, at place: SourcePlace, mend: String? = nil, source: String? = nil) {
    problem = mend.map { "\(message); \($0)" } ?? message
    report = Problem(at: place, message, mend: mend, sourceLine: source)
  }
}
