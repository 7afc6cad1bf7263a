import ArgumentParser
import ControlAPI
import Rendering

/// `apusctl events`
struct EventsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(commandName: "events", abstract: "What happened.")

  @Flag(name: .shortAndLong, help: "Go on and show what happens, until interrupted.")
  var watch = false
  @OptionGroup var connection: ConnectionOptions
  @OptionGroup var output: OutputOptions

  func run() async throws {
    if watch { return try await follow() }
    let events = try await connection.client.get([EventRecord].self, ControlPath.events, query: [("follow", "false")])
    try output.show(events) { options in events.map { EventView.line($0, palette: options.palette) }.joined() }
  }

  /// Goes on where a broken stream ended, so that a restart of the daemon loses nothing; ends when it stays away.
  private func follow() async throws {
    var last: UInt64?
    while true {
      try await connection.client.events(after: last) { event in
        last = event.id
        try output.showOne(event) { EventView.line(event, palette: Console.current.palette) }
      }
      try await Task.sleep(for: .seconds(1))
    }
  }
}
