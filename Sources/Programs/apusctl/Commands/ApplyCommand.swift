import ArgumentParser
import ControlAPI

/// `apusctl apply`
struct ApplyCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "apply", abstract: "Puts manifests in force and keeps them in the daemon's store.",
    discussion: """
      All of them or none: what the config file could not have is refused with every problem. A workload may be in the short form of the
      config file. What a file of the daemon says already cannot be applied over it.
      """)

  @OptionGroup var manifests: ManifestOptions
  @Flag(name: .customLong("dry-run"), help: "Only show what would change, and which sessions it would reset.")
  var dryRun = false
  @OptionGroup var connection: ConnectionOptions
  @OptionGroup var output: OutputOptions

  func validate() throws { try manifests.check() }

  func run() async throws {
    let request = ApplyRequest(files: try manifests.read(), dryRun: dryRun)
    let result = try await connection.client.post(ApplyResult.self, ControlPath.resources, body: request)
    try output.show(result) { ManifestOptions.text(result, $0.palette, showsDiff: dryRun) }
  }
}
