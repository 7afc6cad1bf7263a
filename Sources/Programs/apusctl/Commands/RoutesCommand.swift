import ArgumentParser
import ControlAPI
import Foundation
import NetTypes
import Rendering

/// `apusctl routes`
struct RoutesCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "routes", abstract: "Routes, and why each is best or not.",
    discussion: """
      > best, * usable but not best, x refused by a filter or check, s kept from a session that is gone; - gone, with --watch.
      """)

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
  @Flag(name: .shortAndLong, help: "Go on and show what changes, until interrupted.")
  var watch = false

  @OptionGroup var connection: ConnectionOptions
  @OptionGroup var output: OutputOptions

  func validate() throws {
    if longer && prefix == nil { throw ValidationError("--longer needs a PREFIX") }
    if prefix != nil && address != nil { throw ValidationError("give a PREFIX or --for, not both") }
  }

  func run() async throws {
    if watch { return try await follow() }
    let count = output.output == .json ? try await pass() : try await write()
    guard count == 0 else { return }
    if let subject = prefix?.description ?? address?.description { throw CommandFailure(.negative, "no route for \(subject)") }
    if output.output == .table || output.output == .wide { Console.current.writeError("no routes\n") }
  }

  private var query: RouteQuery {
    RouteQuery(prefix: prefix, longer: longer, address: address, from: from, to: to, filtered: filtered)
  }

  /// The daemon's JSON is what is wanted: to read and write it anew would take longer than all the rest. Returns 0 when there is no route.
  private func pass() async throws -> Int {
    var size = 0
    try await connection.client.text(ControlPath.routes, query: query.queryItems) { text in
      size += text.utf8.count
      Console.current.write(text)
    }
    return size <= "[]\n".utf8.count ? 0 : size
  }

  private func write() async throws -> Int {
    var writer = RouteWriter(output: output)
    try await read { try writer.add($0) }
    try writer.finish()
    return writer.count
  }

  private func read(_ body: (RouteEntry) throws -> Void) async throws {
    try await connection.client.lines(ControlPath.routes, query: query.queryItems) { line in
      try body(try JSONDecoder().decode(RouteEntry.self, from: Data(line.utf8)))
    }
  }

  private func fetch() async throws -> [RouteEntry] {
    var routes: [RouteEntry] = []
    try await read { routes.append($0) }
    return routes
  }

  /// First all, then each path that is new or differs; one that is gone once more, with the mark `-`.
  private func follow() async throws {
    let first = try await fetch()
    var view = RouteView(options: output.tableOptions)
    if output.output == .table || output.output == .wide { Console.current.write(view.page(first)) }
    if output.output == .json || output.output == .yaml { for route in first { try output.showOne(route) { "" } } }
    var shown = WatchedItems(first, key: \.place) { $0 != $1 }
    try await Watching.repeatedly {
      for change in shown.update(try await fetch()) {
        switch change {
        case .shown(let route): try output.showOne(route) { view.page([route]) }
        case .gone(var route):
          (route.best, route.installed, route.why) = (false, false, "gone")
          try output.showOne(route) { view.gone(route) }
        }
      }
    }
  }
}

extension RouteEntry {
  /// What tells one path from all others.
  fileprivate struct Place: Hashable {
    var prefix: IPPrefix
    var from: String
    var pathID: UInt32?
  }

  fileprivate var place: Place { Place(prefix: prefix, from: from, pathID: pathID) }
}
