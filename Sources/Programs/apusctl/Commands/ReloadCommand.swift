import ArgumentParser
import ControlAPI
import Diagnostics
import Rendering

/// `apusctl reload`
struct ReloadCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reload", abstract: "Reads the config file again and applies it, all or nothing.")

  @OptionGroup var connection: ConnectionOptions
  @OptionGroup var output: OutputOptions

  func run() async throws {
    try Self.show(try await connection.client.post(ReloadDiff.self, ControlPath.reload, body: SessionRequest?.none), output)
  }

  /// The changes on standard output, the problems of the file on standard error; exit 3 when there is an error among them.
  static func show(_ diff: ReloadDiff, _ output: OutputOptions) throws {
    try output.show(diff) { ReloadView.render(diff, palette: $0.palette) }
    if !diff.problems.isEmpty { Console.current.writeError("\(ProblemReport(diff.problems))\n") }
    if diff.problems.contains(where: { $0.severity == .error }) { throw CommandFailure(.invalid) }
  }
}
