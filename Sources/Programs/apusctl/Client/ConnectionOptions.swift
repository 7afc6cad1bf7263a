import ArgumentParser

/// Which daemon a command asks.
struct ConnectionOptions: ParsableArguments {
  static let defaultSocket = "/run/apus/apus.sock"

  @Option(help: ArgumentHelp("The daemon's socket (default: $APUS_SOCKET, or \(defaultSocket)).", valueName: "path"))
  var socket: String?

  var client: ControlClient {
    let named = Console.current.environment["APUS_SOCKET"].flatMap { $0.isEmpty ? nil : $0 }
    return ControlClient(socket: socket ?? named ?? Self.defaultSocket)
  }
}
