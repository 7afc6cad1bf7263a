import ArgumentParser
import ControlAPI
import Rendering

/// `apusctl rules`
struct RulesCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rules", abstract: "What the kernel holds to enforce policy.")

  @Option(help: "Only what concerns this workload, as namespace/name.")
  var endpoint: String?
  @Flag(help: "Also what each rule has counted.")
  var counters = false
  @OptionGroup var connection: ConnectionOptions
  @OptionGroup var output: OutputOptions

  func run() async throws {
    var query: [(name: String, value: String)] = []
    if let endpoint { query.append(("endpoint", endpoint)) }
    if counters { query.append(("counters", "true")) }
    let report = try await connection.client.get(RulesReport.self, ControlPath.rules, query: query)
    try output.show(report) { RulesView.render(report, palette: $0.palette) }
  }
}
