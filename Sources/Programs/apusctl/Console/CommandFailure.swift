import ControlAPI
import Diagnostics

/// Why a command ends with another exit code than 0, and what it says about that.
struct CommandFailure: Error, Equatable {
  var status: CommandStatus
  /// For standard error; nil when everything is said already.
  var message: String?
  /// How to mend it.
  var mend: String?

  init(_ status: CommandStatus, _ message: String? = nil, mend: String? = nil) {
    self.status = status
    self.message = message
    self.mend = mend
  }

  /// What a refusal of the daemon means for the exit code.
  init(_ error: ControlError) {
    let status: CommandStatus =
      switch error.code {
      case .invalid: .invalid
      case .forbidden: .notPermitted
      case .notFound, .conflict, .unavailable, .internalFault: .negative
      }
    let problems = error.problems.isEmpty ? "" : "\n\(ProblemReport(error.problems))"
    self.init(status, error.message + problems, mend: error.mend)
  }
}
