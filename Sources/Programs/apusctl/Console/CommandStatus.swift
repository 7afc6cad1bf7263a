/// The exit codes of CONTRACT §3.
enum CommandStatus: Int32, Sendable {
  case ok = 0
  /// A negative answer: degraded, not found, denied.
  case negative = 1
  /// The command line makes no sense.
  case usage = 2
  /// A file or value makes no sense.
  case invalid = 3
  /// The daemon does not answer.
  case unreachable = 4
  /// The system or the daemon does not let this user.
  case notPermitted = 5
}
