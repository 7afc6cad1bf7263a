import ArgumentParser
import ControlAPI
import Rendering

/// `apusctl matrix`
struct MatrixCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "matrix", abstract: "Which workload may talk to which, as policy says.",
    discussion: "Without --port: the named ports of each destination, or tcp/80 of one that names none.")

  @Option(help: "The protocol and port, as tcp/80, udp/53 or icmp.")
  var port: String?
  @Option(name: .shortAndLong, help: "Only pairs that have an end in this namespace.")
  var namespace: String?
  @OptionGroup var connection: ConnectionOptions
  @OptionGroup var output: OutputOptions

  func run() async throws {
    var query: [(name: String, value: String)] = []
    if let port { query.append(("port", port)) }
    if let namespace { query.append(("namespace", namespace)) }
    let entries = try await connection.client.get([MatrixEntry].self, ControlPath.matrix, query: query)
    try output.show(entries) { MatrixView.render(entries, options: $0) }
  }
}
