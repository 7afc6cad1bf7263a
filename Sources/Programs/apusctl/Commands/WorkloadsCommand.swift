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
    let first = try await fetch()
    if watch && (output.output == .json || output.output == .yaml) {
      for workload in first { try show(workload) }
    } else {
      try output.show(first) { WorkloadView.render(first, options: $0) }
    }
    if watch { try await follow(first) }
  }

  private func fetch() async throws -> [WorkloadEntry] {
    try await connection.client.get([WorkloadEntry].self, ControlPath.workloads).filter { workload in
      (allNamespaces || namespace == nil || workload.namespace == namespace) && (selector?.matches(workload.labels) ?? true)
    }
  }

  private func follow(_ first: [WorkloadEntry]) async throws {
    var shown = WatchedItems(first, key: { "\($0.namespace)/\($0.name)" }, differs: { $0 != $1 })
    try await Watching.repeatedly {
      for change in shown.update(try await fetch()) {
        switch change {
        case .shown(let workload): try show(workload)
        case .gone(var workload):
          (workload.advertised, workload.why) = (false, "removed")
          try show(workload)
        }
      }
    }
  }

  private func show(_ workload: WorkloadEntry) throws {
    try output.showOne(workload) { WorkloadView.line(workload, options: output.tableOptions) }
  }
}
