import ArgumentParser
import ControlAPI
import Foundation

/// `apusctl diff`
struct DiffCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "diff", abstract: "What a reload would change, and which sessions it would reset.",
    discussion: """
      Changes nothing. The daemon takes its own file in when it is saved, so write the new one beside it, as apus.yaml.new, and compare it \
      before it is moved there. Without FILE: the daemon's file as it is on disk now, for where its changes are not noticed by themselves. \
      With --filename: what apply would change.
      """)

  @Argument(help: "A config file.", completion: .file(extensions: ["yaml", "yml"]))
  var file: String?
  @OptionGroup var manifests: ManifestOptions
  @OptionGroup var connection: ConnectionOptions
  @OptionGroup var output: OutputOptions

  func validate() throws {
    if file != nil && !manifests.filename.isEmpty { throw ValidationError("give a config file or --filename, not both") }
  }

  func run() async throws {
    if !manifests.filename.isEmpty {
      let request = ApplyRequest(files: try manifests.read(), dryRun: true)
      return try ReloadCommand.show(try await connection.client.post(ApplyResult.self, ControlPath.resources, body: request).diff, output)
    }
    // The daemon has another working directory.
    let query = file.map { [(name: "file", value: URL(fileURLWithPath: $0).standardizedFileURL.path)] } ?? []
    try ReloadCommand.show(try await connection.client.get(ReloadDiff.self, ControlPath.diff, query: query), output)
  }
}
