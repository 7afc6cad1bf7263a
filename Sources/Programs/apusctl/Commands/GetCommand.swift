import ArgumentParser
import ControlAPI
import Rendering
import Selectors

/// `apusctl get`
struct GetCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "get", abstract: "Resources of a kind, from the store, the config file and its manifests.")

  @OptionGroup var query: ResourceQuery
  @Flag(name: .shortAndLong, help: "Go on and show what changes, until interrupted.")
  var watch = false
  @OptionGroup var connection: ConnectionOptions
  @OptionGroup var output: OutputOptions

  func run() async throws {
    let first = try await query.fetch(connection.client)
    try output.show(first) { ResourceView.render(first, options: $0) }
    guard watch else { return }
    var shown = WatchedItems(first, key: { "\($0.kind) \($0.namespace)/\($0.name) \($0.source)" }, differs: { $0 != $1 })
    var options = output.tableOptions
    options.hasHeaders = false
    try await Watching.repeatedly {
      for change in shown.update(try await query.fetch(connection.client)) {
        switch change {
        case .shown(let resource): try output.showOne(resource) { ResourceView.render([resource], options: options) }
        case .gone(var resource):
          resource.source = "deleted"
          try output.showOne(resource) { ResourceView.render([resource], options: options) }
        }
      }
    }
  }
}

/// Which resources a command is about.
struct ResourceQuery: ParsableArguments {
  @Argument(help: "For example bgppeers, bgpfilters, workloads, networkpolicies.")
  var kind: String
  @Argument(help: "Only the one of this name.")
  var name: String?
  @Option(name: .shortAndLong, help: "Only this namespace.")
  var namespace: String?
  @Flag(name: [.customShort("A"), .customLong("all-namespaces")], help: "All namespaces; the default.")
  var allNamespaces = false
  @Option(name: [.customShort("l"), .customLong("selector")], help: "Only resources whose labels match, for example \"role == 'db'\".")
  var selector: Selector?

  func fetch(_ client: ControlClient) async throws -> [ResourceEntry] {
    var items = [(name: "kind", value: kind)]
    if let name { items.append(("name", name)) }
    if let namespace, !allNamespaces { items.append(("namespace", namespace)) }
    return try await client.get([ResourceEntry].self, ControlPath.resources, query: items).filter {
      selector?.matches($0.labels) ?? true
    }
  }
}
