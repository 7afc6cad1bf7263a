import ArgumentParser
import ControlAPI

/// `apusctl session enable|disable|reset|refresh`
struct SessionCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "session", abstract: "Enables, disables, resets or refreshes a session.",
    subcommands: [Enable.self, Disable.self, Reset.self, Refresh.self])

  struct Enable: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Brings a disabled session up again.")
    @OptionGroup var target: Target

    func run() async throws { try await target.perform(.enable, SessionRequest()) }
  }

  struct Disable: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Takes a session down and keeps it down.")
    @Option(help: "Text for the peer (RFC 9003) and the log.")
    var reason: String?
    @OptionGroup var target: Target

    func run() async throws { try await target.perform(.disable, SessionRequest(reason: try Reason.checked(reason))) }
  }

  struct Reset: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Takes a session down and up again.", discussion: "With --soft the session stays up, as with refresh.")
    @Option(help: "Text for the peer (RFC 9003) and the log.")
    var reason: String?
    @Option(help: "Exchange routes again in one direction instead.")
    var soft: SessionRequest.Direction?
    @OptionGroup var target: Target

    func run() async throws {
      let request = SessionRequest(reason: try Reason.checked(reason), soft: soft)
      try await target.perform(soft == nil ? .reset : .refresh, request)
    }
  }

  struct Refresh: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Exchanges the routes again without taking the session down.",
      discussion: "--soft in asks the peer for its routes (RFC 2918), --soft out sends ours; without it both.")
    @Option(help: "Only one direction.")
    var soft: SessionRequest.Direction?
    @OptionGroup var target: Target

    func run() async throws { try await target.perform(.refresh, SessionRequest(soft: soft)) }
  }

  /// The peer, and how its daemon is reached.
  struct Target: ParsableArguments {
    @Argument(help: "The peer's name in the config, or its address.")
    var peer: String
    @OptionGroup var connection: ConnectionOptions

    func perform(_ action: SessionAction, _ request: SessionRequest) async throws {
      let path = ControlPath.sessionAction(peer: peer, action)
      let result = try await connection.client.post(ActionResult.self, path, body: request)
      Console.current.write(result.text + "\n")
    }
  }

  /// The Shutdown Communication has 255 octets (RFC 9003 §2).
  enum Reason {
    static func checked(_ text: String?) throws -> String? {
      if let text, text.utf8.count > 255 {
        throw CommandFailure(.usage, "--reason has \(text.utf8.count) bytes", mend: "a peer can be told 255 bytes at most (RFC 9003)")
      }
      return text
    }
  }
}

extension SessionRequest.Direction: ExpressibleByArgument {}
