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
  @Flag(name: .shortAndLong, help: "Go on and show what changes, until interrupted.")
  var watch = false
  @OptionGroup var connection: ConnectionOptions
  @OptionGroup var output: OutputOptions

  func run() async throws {
    let list = ListCommand(
      fetch: fetch, key: { "\($0.namespace)/\($0.name)" }, differs: { $0 != $1 },
      gone: { workload in
        var workload = workload
        (workload.advertised, workload.why) = (false, "removed")
        return workload
      }, table: { WorkloadView.render($0, options: $1) })
    try await list.run(output, watch: watch)
  }

  private func fetch() async throws -> [WorkloadEntry] {
    try await connection.client.get([WorkloadEntry].self, ControlPath.workloads).filter { workload in
      (allNamespaces || namespace == nil || workload.namespace == namespace) && (selector?.matches(workload.labels) ?? true)
    }
  }
}
