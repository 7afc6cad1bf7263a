/// The text that a user sees when something that he wrote is wrong: every problem, then one line that counts them.
public struct ProblemReport: Sendable, CustomStringConvertible {
  /// The problems, in the order in which they are shown.
  public var problems: [Problem]

  /// Wraps the problems.
  public init(_ problems: [Problem]) { self.problems = problems }

  /// `2 errors in 2 files; nothing was applied`, or `1 warning in 1 file`; empty without problems.
  public var summary: String {
    let errors = problems.filter { $0.severity == .error }
    let warnings = problems.filter { $0.severity == .warning }
    let counts = [Self.count(errors, "error"), Self.count(warnings, "warning")].compactMap(\.self)
    return counts.joined(separator: ", ") + (errors.isEmpty ? "" : "; nothing was applied")
  }

  /// Every problem rendered, one after the other, and the summary.
  public var description: String {
    problems.isEmpty ? "" : (problems.map(\.rendered) + [summary]).joined(separator: "\n")
  }

  private static func count(_ problems: [Problem], _ noun: String) -> String? {
    if problems.isEmpty { return nil }
    let files = Set(problems.compactMap { $0.place?.file }).count
    let place = files == 0 ? "" : " in \(files) \(files == 1 ? "file" : "files")"
    return "\(problems.count) \(noun)\(problems.count == 1 ? "" : "s")\(place)"
  }
}
