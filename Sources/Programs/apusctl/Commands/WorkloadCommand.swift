import ArgumentParser
import ControlAPI
import NetTypes

/// `apusctl workload add|remove`
struct WorkloadCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "workload", abstract: "Adds and removes workloads of a running daemon.",
    discussion: "They survive a restart. Those of the config file are changed there.", subcommands: [Add.self, Remove.self])

  struct Add: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Adds a workload, or replaces the one of that name.")
    @Argument(help: "Its name.")
    var name: String
    @Option(name: .shortAndLong, help: "Its namespace.")
    var namespace = "default"
    @Option(name: .shortAndLong, help: "An address; once for each.")
    var address: [IPAddress] = []
    @Option(name: .shortAndLong, help: ArgumentHelp("A label; once for each.", valueName: "key=value"))
    var label: [LabelArgument] = []
    @Option(name: .shortAndLong, help: "The host side of its link. It is advertised while that is up.")
    var interface: String?
    @OptionGroup var connection: ConnectionOptions

    func validate() throws {
      if name.isEmpty { throw ValidationError("the name of a workload is not empty") }
      if address.isEmpty { throw ValidationError("a workload has at least one --address") }
    }

    func run() async throws {
      let labels = Dictionary(label.map { ($0.key, $0.value) }) { $1 }
      let spec = WorkloadSpec(name: name, namespace: namespace, addresses: address, labels: labels, interface: interface)
      let result = try await connection.client.post(ActionResult.self, ControlPath.workloads, body: spec)
      Console.current.write(result.text + "\n")
    }
  }

  struct Remove: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Removes a workload that was added at run time.", aliases: ["delete"])
    @Argument(help: "Its name.")
    var name: String
    @Option(name: .shortAndLong, help: "Its namespace.")
    var namespace = "default"
    @OptionGroup var connection: ConnectionOptions

    func validate() throws {
      if name.isEmpty { throw ValidationError("name the workload to remove; apusctl workloads lists them") }
    }

    func run() async throws {
      let path = ControlPath.workload(namespace: namespace, name: name)
      Console.current.write(try await connection.client.delete(ActionResult.self, path).text + "\n")
    }
  }
}
