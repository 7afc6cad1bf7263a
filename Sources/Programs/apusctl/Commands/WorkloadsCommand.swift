import ArgumentParser
import ControlAPI
import Rendering
import Selectors

/// `apusctl workloads`
struct WorkloadsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "workloads", abstract: "The node's workloads, and whether they are advertised.")

  @Option(name: .shortAndLong, help: "Only this namespace.")
  var namespace: String?
  @Flag(name: [.customShort("A"), .customLong("all-namespaces")], help: "All namespaces; the default.")
  var allNamespaces = false
  @Option(
    name: [.customShort("l"), .customLong("selector")],
    help: "Only workloads whose labels match, for example \"role == 'db' && has(tier)\".")
  var selector: Selector?
  @OptionGroup var connection: ConnectionOptions
  @OptionGroup var output: OutputOptions

  func run() async throws {
    let all = try await connection.client.get([WorkloadEntry].self, ControlPath.workloads)
    let shown = all.filter { workload in
      (allNamespaces || namespace == nil || workload.namespace == namespace) && (selector?.matches(workload.labels) ?? true)
    }
    try output.show(shown) { WorkloadView.render(shown, options: $0) }
  }
}
