import ArgumentParser
import Glibc
import NetTypes

/// A workload of a lab: answers on its ports and tells which targets it can reach.
struct ApusProbe: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "apus-probe", abstract: "A workload of a lab: answers on its ports and tells which targets it can reach.",
    discussion: """
      GET /status on any of its TCP ports gives {"status":{"targets":[{"url","reachable"}]}}, a target being in it as soon as it was
      looked at. Each look is a new connection; any answer of HTTP will do.
      """)

  @Option(name: .shortAndLong, help: "A port to answer on: 80, tcp/80 or udp/53; once for each.")
  var port: [ListeningPort] = []
  @Option(name: .shortAndLong, help: "What to look at: http://10.65.0.3:80/ or udp://10.65.0.9:53; once for each.")
  var target: [ProbeTarget] = []
  @Option(name: .shortAndLong, help: "Seconds between two looks at a target.")
  var interval: Double = 5
  @Option(help: ArgumentHelp("Seconds that a look may take; default: 2, or the interval if that is less.", valueName: "seconds"))
  var timeout: Double?

  func validate() throws {
    if port.isEmpty { throw ValidationError("name a port to answer on: --port 80") }
    if !(0.05...3600).contains(interval) { throw ValidationError("--interval: expected 0.05...3600 seconds, found \(interval)") }
    if let timeout, !(timeout > 0 && timeout <= interval) {
      throw ValidationError("--timeout: expected more than 0 seconds and not more than the interval of \(interval), found \(timeout)")
    }
  }

  func run() throws {
    let schedule = LookSchedule(interval: .seconds(interval), timeout: .seconds(timeout ?? min(2, interval)))
    var loop = try ProbeLoop(ports: port, targets: target, schedule: schedule)
    try loop.run()
  }

  /// Runs a command line and returns the exit code. What goes wrong is on standard error.
  static func run(_ arguments: [String]) -> Int32 {
    do {
      var command = try parseAsRoot(arguments)
      try command.run()
      return 0
    } catch {
      let isHelp = exitCode(for: error) == .success
      let isUsage = exitCode(for: error) == .validationFailure
      let text = Array(((isHelp || isUsage ? fullMessage(for: error) : "apus-probe: \(error)") + "\n").utf8)
      _ = write(isHelp ? STDOUT_FILENO : STDERR_FILENO, text, text.count)
      return isHelp ? 0 : isUsage ? 2 : 1
    }
  }
}

extension ListeningPort: ExpressibleByArgument {
  init?(argument: String) { self.init(argument) }
}

extension ProbeTarget: ExpressibleByArgument {
  init?(argument: String) { self.init(argument) }
}
