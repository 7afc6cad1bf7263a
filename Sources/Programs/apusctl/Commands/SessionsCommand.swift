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
    let sessions = try await fetch()
    let now = Timestamp(Date())
    if watch && (output.output == .json || output.output == .yaml) {
      for session in sessions { try show(session, at: now) }
    } else {
      try output.show(sessions) { SessionView.render(sessions, at: now, options: $0) }
    }
    if watch { try await follow(sessions) }
  }

  private func fetch() async throws -> [SessionStatus] {
    let client = connection.client
    guard let peer else { return try await client.get([SessionStatus].self, ControlPath.sessions) }
    return [try await client.get(SessionStatus.self, "\(ControlPath.sessions)/\(ControlPath.escape(peer))")]
  }

  private func follow(_ first: [SessionStatus]) async throws {
    var shown = WatchedItems(first, key: \.peer, differs: differs)
    try await Watching.repeatedly {
      let now = Timestamp(Date())
      for change in shown.update(try await fetch()) {
        switch change {
        case .shown(let session): try show(session, at: now)
        case .gone(var session):
          (session.state, session.since, session.why) = (.idle, now, "not configured any more")
          try show(session, at: now)
        }
      }
    }
  }

  private func show(_ session: SessionStatus, at now: Timestamp) throws {
    try output.showOne(session) { SessionView.line(session, at: now, options: output.tableOptions) }
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
