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

/// Shows routes as they come, in any form, without holding them all.
struct RouteWriter {
  private static let pageSize = 500
  private let output: OutputOptions
  private var view: RouteView
  private var page: [RouteEntry] = []
  /// How many routes came.
  private(set) var count = 0

  init(output: OutputOptions) {
    self.output = output
    view = RouteView(options: output.tableOptions)
  }

  mutating func add(_ route: RouteEntry) throws {
    switch output.output {
    case .json: Console.current.write("\(count == 0 ? "[\n" : ",\n")  \(JSONText.pretty(try JSONValue(encoding: route), depth: 1))")
    case .yaml: Console.current.write(YAMLText.render(.array([try JSONValue(encoding: route)])))
    case .table, .wide:
      page.append(route)
      if page.count == Self.pageSize { flush() }
    }
    count += 1
  }

  mutating func finish() throws {
    switch output.output {
    case .json: Console.current.write(count == 0 ? "[]\n" : "\n]\n")
    case .yaml: if count == 0 { Console.current.write("[]\n") }
    case .table, .wide: if !page.isEmpty { flush() }
    }
  }

  private mutating func flush() {
    Console.current.write(view.page(page))
    page.removeAll(keepingCapacity: true)
  }
}

extension IPPrefix: ExpressibleByArgument {
  /// Host bits may be set: people paste addresses.
  public init?(argument: String) { self.init(lenient: argument) }
}

extension IPAddress: ExpressibleByArgument {}
