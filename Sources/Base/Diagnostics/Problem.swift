/// Something that a user has to know about what he wrote: where, what was found, what was expected, how to mend it.
public struct Problem: Hashable, Sendable, Codable {
  /// How bad it is.
  public enum Severity: String, Hashable, Sendable, Codable {
    /// Nothing is applied.
    case error
    /// It is applied, but probably not what was meant.
    case warning
  }

  /// How bad it is.
  public var severity: Severity
  /// Where it is; nil when it concerns no place in a file.
  public var place: SourcePlace?
  /// One sentence: what was found and what was expected.
  public var message: String
  /// What would mend it, when the message does not say it already.
  public var mend: String?
  /// The line of the source that the place points into, to be shown under the message.
  public var sourceLine: String?

  /// Joins the parts.
  public init(_ severity: Severity = .error, at place: SourcePlace?, _ message: String, mend: String? = nil, sourceLine: String? = nil) {
    self.severity = severity
    self.place = place
    self.message = message
    self.mend = mend
    self.sourceLine = sourceLine
  }

  /// The compiler-like text of CONTRACT: place, severity, message, then the line with the span underlined.
  public var rendered: String {
    var text = "\(place.map { "\($0): " } ?? "")\(severity.rawValue): \(message)"
    if let mend { text += "; \(mend)" }
    if let place, let sourceLine {
      let number = String(place.line)
      let gutter = String(repeating: " ", count: max(0, 5 - number.count)) + number
      let blank = String(repeating: " ", count: gutter.count)
      let marker = "^" + String(repeating: "~", count: max(0, place.length - 1))
      // A tab in the line stays one before the marker: whatever its width is, they line up.
      let before = String(sourceLine.unicodeScalars.prefix(max(0, place.column - 1)).map { $0 == "\t" ? "\t" : " " as Character })
      let beyond = String(repeating: " ", count: max(0, place.column - 1 - sourceLine.unicodeScalars.count))
      text += "\n\(gutter) | \(sourceLine)\n\(blank) | \(before)\(beyond)\(marker)"
    }
    return text
  }
}
