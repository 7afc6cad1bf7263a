import ArgumentParser
import ControlAPI
import Rendering

/// `apusctl status`
struct StatusCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status", abstract: "One screen of health.", discussion: "Exits 1 when something is degraded.")

  @OptionGroup var connection: ConnectionOptions
  @OptionGroup var output: OutputOptions

  func run() async throws {
    let status = try await connection.client.get(StatusReport.self, ControlPath.status)
    try output.show(status) { StatusView.render(status, palette: $0.palette) }
    if status.state == .degraded { throw CommandFailure(.negative) }
  }
}
