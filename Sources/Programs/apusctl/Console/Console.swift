import Foundation
import Rendering

/// Where a command writes to, and what it knows of its surroundings. Tests put their own in its place.
struct Console: Sendable {
  var write: @Sendable (String) -> Void
  var writeError: @Sendable (String) -> Void
  /// Whether ``write`` goes to a terminal.
  var isTerminal: Bool
  var environment: [String: String]
  /// All of standard input.
  var readInput: @Sendable () throws -> [UInt8]

  /// The one that commands use.
  @TaskLocal static var current = Console.standard

  /// Standard output, standard error, standard input, the environment.
  static let standard = Console(
    write: { text in put(text, to: STDOUT_FILENO) }, writeError: { text in put(text, to: STDERR_FILENO) },
    isTerminal: isatty(STDOUT_FILENO) == 1, environment: ProcessInfo.processInfo.environment,
    readInput: { Array(try FileHandle.standardInput.readToEnd() ?? Data()) })

  var palette: Palette { Palette(isTerminal: isTerminal, environment: environment) }

  /// Writes all of it. A reader that went away (`| head`) ends the program quietly.
  private static func put(_ text: String, to descriptor: CInt) {
    var text = text
    text.withUTF8 { bytes in
      var rest = UnsafeRawBufferPointer(bytes)
      while !rest.isEmpty {
        let count = Glibc.write(descriptor, rest.baseAddress, rest.count)
        if count >= 0 {
          rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(count))
        } else if errno != EINTR {
          exit(errno == EPIPE ? CommandStatus.ok.rawValue : CommandStatus.negative.rawValue)
        }
      }
    }
  }
}
