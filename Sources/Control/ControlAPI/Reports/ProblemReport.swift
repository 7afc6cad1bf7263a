import Diagnostics

/// Every problem of a set of files, in the form of CONTRACT §2.
public struct ProblemReport: Hashable, Codable, Sendable {
  /// The problems, in the order of the files.
  public var problems: [Problem]

  /// Wraps the problems.
  public init(problems: [Problem]) { self.problems = problems }

  /// Whether there is an error, not only warnings.
  public var hasErrors: Bool { problems.contains { $0.severity == .error } }

  /// All problems as text, and the sum: `2 errors in 2 files; nothing was applied`.
  public func rendered(consequence: String = "nothing was applied") -> String {
    var lines = problems.map(\.rendered)
    if !problems.isEmpty { lines.append(hasErrors ? "\(sum); \(consequence)" : sum) }
    return lines.joined(separator: "\n")
  }

  private var sum: String {
    let errors = problems.count { $0.severity == .error }
    let warnings = problems.count - errors
    let files = Set(problems.compactMap(\.place?.file)).count
    func count(_ number: Int, _ noun: String) -> String? { number == 0 ? nil : "\(number) \(noun)\(number == 1 ? "" : "s")" }
    let parts = [count(errors, "error"), count(warnings, "warning")].compactMap(\.self).joined(separator: " and ")
    return files == 0 ? parts : "\(parts) in \(files) file\(files == 1 ? "" : "s")"
  }
}
