import Foundation
import Synchronization

@testable import apusctl

/// What a command wrote, and how it ended.
struct CommandResult {
  var status: CommandStatus
  var output: String
  var errors: String

  /// Runs a command line with a console of its own.
  static func of(_ arguments: [String], input: String = "", environment: [String: String] = [:]) async -> CommandResult {
    let texts = Mutex((output: "", errors: ""))
    let console = Console(
      write: { text in texts.withLock { $0.output += text } }, writeError: { text in texts.withLock { $0.errors += text } },
      isTerminal: false,
      environment: environment, readInput: { Array(input.utf8) })
    let status = await Console.$current.withValue(console) { await Apusctl.run(arguments) }
    return texts.withLock { CommandResult(status: status, output: $0.output, errors: $0.errors) }
  }

  func decode<Value: Decodable>(_ type: Value.Type) throws -> Value { try JSONDecoder().decode(type, from: Data(output.utf8)) }
}

extension RunningServer {
  /// Runs a command line against this server.
  func apusctl(_ arguments: String...) async -> CommandResult {
    await CommandResult.of(arguments, environment: ["APUS_SOCKET": socket])
  }
}
