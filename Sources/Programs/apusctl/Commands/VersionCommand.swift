import ArgumentParser
import ControlAPI

/// `apusctl version`
struct VersionCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "version", abstract: "The versions of apusctl and of the daemon.", discussion: "Works without a daemon.")

  /// Both versions.
  struct Versions: Codable {
    var apusctl: String
    /// Nil when no daemon answers.
    @OrNull var apusd: String?
  }

  @OptionGroup var connection: ConnectionOptions
  @OptionGroup var output: OutputOptions

  func run() async throws {
    let daemon = try? await connection.client.get(StatusReport.self, ControlPath.status).version
    let versions = Versions(apusctl: ProductVersion.text, apusd: daemon)
    try output.show(versions) { _ in "apusctl \(versions.apusctl)\napusd   \(versions.apusd ?? "does not answer")\n" }
  }
}
