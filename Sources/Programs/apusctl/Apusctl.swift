import ArgumentParser
import ControlAPI

/// The command line: asks a running `apusd`, or works offline on files.
struct Apusctl: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "apusctl", abstract: "Asks a running apusd, or works offline on files.",
    discussion: "Exit codes: 0 ok, 1 negative answer, 2 usage, 3 invalid input, 4 daemon unreachable, 5 not permitted.",
    version: ProductVersion.text,
    groupedSubcommands: [
      CommandGroup(
        name: "Ask",
        subcommands: [
          StatusCommand.self, SessionsCommand.self, RoutesCommand.self, ExplainCommand.self, EventsCommand.self, WorkloadsCommand.self,
          GetCommand.self, DescribeCommand.self, MatrixCommand.self, RulesCommand.self,
        ]),
      CommandGroup(
        name: "Change",
        subcommands: [
          ApplyCommand.self, DeleteCommand.self, SessionCommand.self, WorkloadCommand.self, DiffCommand.self, ReloadCommand.self,
        ]),
      CommandGroup(
        name: "Offline",
        subcommands: [
          ValidateCommand.self, EvaluateCommand.self, SelectorCommand.self, DecodeCommand.self, CompletionCommand.self, VersionCommand.self,
        ]),
    ])

  /// Runs a command line and says how it ended. Everything that goes wrong is on standard error, with its mend.
  static func run(_ arguments: [String]) async -> CommandStatus {
    do {
      var command = try parseAsRoot(CommonOptions.behindTheVerb(arguments))
      if var command = command as? any AsyncParsableCommand { try await command.run() } else { try command.run() }
      return .ok
    } catch {
      return report(error)
    }
  }

  private static func report(_ error: any Error) -> CommandStatus {
    if let failure = error as? CommandFailure {
      if let message = failure.message { Console.current.writeError("apusctl: \(message)\n") }
      if let mend = failure.mend { Console.current.writeError("  \(mend)\n") }
      return failure.status
    }
    switch exitCode(for: error) {
    case .success:
      Console.current.write(fullMessage(for: error) + "\n")
      return .ok
    case .validationFailure:
      Console.current.writeError(fullMessage(for: error) + "\n")
      return .usage
    default:
      Console.current.writeError("apusctl: \(error)\n")
      return .negative
    }
  }
}
