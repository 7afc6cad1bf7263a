import Diagnostics

/// The text of problems as every program of Apus prints it.
enum ProblemText {
  static func render(_ problems: [Problem]) -> String { "\(ProblemReport(problems))" }
}
