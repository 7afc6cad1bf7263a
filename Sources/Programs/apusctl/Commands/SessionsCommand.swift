import ArgumentParser
import ControlAPI
import Foundation
import Rendering

/// `apusctl sessions`
struct SessionsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(commandName: "sessions", abstract: "BGP sessions, and why each is in its state.")

  @Argument(help: "Only this peer, by name or address.")
  var peer: String?

  @Flag(name: .shortAndLong, help: "Go on and show what changes, until interrupted.")
  var watch = false

  @OptionGroup var connection: ConnectionOptions
  @OptionGroup var output: OutputOptions

  func run() async throws {
    let list = ListCommand(
      fetch: fetch, key: \.peer, differs: differs,
      gone: { session in
        var session = session
        (session.state, session.since, session.why) = (.idle, Timestamp(Date()), "not configured any more")
        return session
      }, table: { SessionView.render($0, at: Timestamp(Date()), options: $1) })
    try await list.run(output, watch: watch)
  }

  private func fetch() async throws -> [SessionStatus] {
    let client = connection.client
    guard let peer else { return try await client.get([SessionStatus].self, ControlPath.sessions) }
    return [try await client.get(SessionStatus.self, "\(ControlPath.sessions)/\(ControlPath.escape(peer))")]
  }

  /// Counters of messages tick with every keepalive: they are no news.
  private func differs(_ old: SessionStatus, _ new: SessionStatus) -> Bool {
    var old = old
    old.messages = new.messages
    // The reason counts down while a retry is awaited.
    if old.state == new.state && new.state != .established { old.why = new.why }
    return old != new
  }
}
