import ArgumentParser
import ControlAPI
import Foundation

/// `apusctl diff`
struct DiffCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "diff", abstract: "What a reload would change, and which sessions it would reset.",
    discussion: "Changes nothing. Without FILE: the file that the daemon runs with, as it is on disk now.")

  @Argument(help: "A config file.", completion: .file(extensions: ["yaml", "yml"]))
  var file: String?
  @OptionGroup var connection: ConnectionOptions
  @OptionGroup var output: OutputOptions

  func run() async throws {
    // The daemon has another working directory.
    let query = file.map { [(name: "file", value: URL(fileURLWithPath: $0).standardizedFileURL.path)] } ?? []
    try ReloadCommand.show(try await connection.client.get(ReloadDiff.self, ControlPath.diff, query: query), output)
  }
}
