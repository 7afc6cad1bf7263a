import ArgumentParser
import ControlAPI
import Diagnostics
import Foundation
import Logging
import Manifests
import Resources

/// The daemon: BGP speaker, kernel routes, API.
@main
struct ApusDaemon: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "apusd", abstract: "Advertises this node's workloads by BGP and installs what it learns.",
    discussion: "Runs in the foreground. SIGHUP reloads the config file, SIGTERM stops gracefully.", version: ProductVersion.text)

  @Option(help: "The config file.") var config: String
  @Flag(help: "Read the config file and everything it names, print every problem, touch nothing.") var check = false

  func run() async throws {
    let loaded = ConfigurationFile.load(config)
    report(loaded)
    guard let configuration = loaded.configuration else { throw ExitCode(3) }
    if check {
      print("ok")
      return
    }
    Self.startLogging(configuration.log)
    do {
      try await NodeDaemon(path: config, configuration: configuration, watchedPaths: loaded.watchedPaths, warnings: loaded.problems).run()
    } catch let failure as StartFailure {
      Logger(label: "apusd").critical("\(failure)")
      throw ExitCode(1)
    }
  }

  /// Every problem on standard error, with the summary when nothing is applied.
  private func report(_ loaded: LoadedConfiguration) {
    if loaded.problems.isEmpty { return }
    let text = ProblemReport(loaded.problems).description
    FileHandle.standardError.write(Data((text + "\n").utf8))
  }

  private static func startLogging(_ settings: LogSettings) {
    let level = Logger.Level(rawValue: settings.level.rawValue) ?? .info
    let format: LineLogHandler.Format =
      switch settings.format {
      case .text: .text
      case .json: .json
      case .auto: isatty(STDERR_FILENO) == 1 ? .text : .json
      }
    LoggingSystem.bootstrap { LineLogHandler(label: $0, format: format, level: level) }
  }

  /// Usage errors have the exit code 2 of the contract, not the library's.
  static func main() async {
    do {
      var command = try parseAsRoot()
      if var asynchronous = command as? any AsyncParsableCommand { try await asynchronous.run() } else { try command.run() }
    } catch let code as ExitCode {
      Foundation.exit(code.rawValue)
    } catch {
      if exitCode(for: error) == .success { exit(withError: error) }
      FileHandle.standardError.write(Data((fullMessage(for: error) + "\n").utf8))
      Foundation.exit(2)
    }
  }
}
