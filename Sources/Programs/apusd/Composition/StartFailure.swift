/// Why the daemon cannot run, with what would mend it.
struct StartFailure: Error, CustomStringConvertible {
  let description: String

  init(_ problem: String, mend: String? = nil) { description = problem + (mend.map { "; \($0)" } ?? "") }
}
