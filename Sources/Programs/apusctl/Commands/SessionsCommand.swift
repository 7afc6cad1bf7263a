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
      fetch: fetch, key: \.peer, differs: Self.differs,
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

  /// Counters of messages tick with every keepalive, and reasons with every second: they are no news.
  static func differs(_ old: SessionStatus, _ new: SessionStatus) -> Bool {
    var old = old
    old.messages = new.messages
    // A reason counts down while a retry is awaited. In a session that is up it begins with the time since then.
    let isKnown = new.state != .established || lasting(old.why) == lasting(new.why)
    if old.state == new.state && isKnown { old.why = new.why }
    return old != new
  }

  /// What follows `up for 3 s`.
  private static func lasting(_ why: String) -> Substring { why.hasPrefix("up for ") ? why.drop { $0 != ";" } : why[...] }
}
