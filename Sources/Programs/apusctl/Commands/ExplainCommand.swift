import ArgumentParser
import ControlAPI
import NetTypes
import Rendering

/// `apusctl explain route|session|flow`
struct ExplainCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain", abstract: "Why a route, a session or a flow is as it is.",
    discussion: "The running daemon decides again on a copy and tells each step. Exits 1 when the answer is no.",
    subcommands: [Route.self, Session.self, Flow.self])

  struct Route: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Why a route is used or not; with --to, why it is sent or not.")
    @Argument(help: "The prefix.")
    var prefix: IPPrefix
    @Option(help: "The peer that is or is not sent the route.")
    var to: String?
    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
      var query = [(name: "prefix", value: prefix.description)]
      if let to { query.append(("to", to)) }
      try ExplainCommand.show(try await connection.client.get(Explanation.self, ControlPath.explainRoute, query: query), output)
    }
  }

  struct Session: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Why a session is in its state.")
    @Argument(help: "The peer's name in the config, or its address.")
    var peer: String
    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
      let query = [(name: "peer", value: peer)]
      try ExplainCommand.show(try await connection.client.get(Explanation.self, ControlPath.explainSession, query: query), output)
    }
  }

  struct Flow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Whether policy lets a flow through, and what decided.")
    @Argument(help: "Who opens it: ns/pod, hep:NAME, node:NAME or an address.")
    var source: String
    @Argument(help: "To whom.")
    var destination: String
    @Argument(help: "The protocol and port, as tcp/80, udp/53 or icmp.")
    var port: String
    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
      let query = [(name: "src", value: source), (name: "dst", value: destination), (name: "port", value: port)]
      let report = try await connection.client.get(FlowReport.self, ControlPath.explainFlow, query: query)
      let subject = "\(source) to \(destination) \(port)"
      try output.show(report) { FlowView.render(report, subject: subject, palette: $0.palette) }
      if report.verdict != "allow" { throw CommandFailure(.negative) }
    }
  }

  static func show(_ explanation: Explanation, _ output: OutputOptions) throws {
    try output.show(explanation) { ExplanationView.render(explanation, palette: $0.palette) }
    if !explanation.positive { throw CommandFailure(.negative) }
  }
}
