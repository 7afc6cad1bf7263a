import ArgumentParser
import ControlAPI
import Foundation
import NetTypes
import Rendering

/// `apusctl routes`
struct RoutesCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "routes", abstract: "Routes, and why each is best or not.",
    discussion: "> best, * usable but not best, x refused by a filter or check, s kept from a session that is gone.")

  @Argument(help: "Only this prefix.")
  var prefix: IPPrefix?
  @Option(name: .customLong("for"), help: "The route that a packet to this address follows.")
  var address: IPAddress?
  @Flag(help: "Also the more specific routes of PREFIX.")
  var longer = false
  @Option(help: "Only paths from this peer.")
  var from: String?
  @Option(help: "What this peer is sent.")
  var to: String?
  @Flag(help: "Only paths that a filter or check refused.")
  var filtered = false

  @OptionGroup var connection: ConnectionOptions
  @OptionGroup var output: OutputOptions

  func validate() throws {
    if longer && prefix == nil { throw ValidationError("--longer needs a PREFIX") }
    if prefix != nil && address != nil { throw ValidationError("give a PREFIX or --for, not both") }
  }

  func run() async throws {
    let query = RouteQuery(prefix: prefix, longer: longer, address: address, from: from, to: to, filtered: filtered)
    var writer = RouteWriter(output: output)
    try await connection.client.lines(ControlPath.routes, query: query.queryItems) { line in
      try writer.add(try JSONDecoder().decode(RouteEntry.self, from: Data(line.utf8)))
    }
    try writer.finish()
    guard writer.count == 0 else { return }
    if let subject = prefix?.description ?? address?.description { throw CommandFailure(.negative, "no route for \(subject)") }
    if output.output == .table || output.output == .wide { Console.current.writeError("no routes\n") }
  }
}
