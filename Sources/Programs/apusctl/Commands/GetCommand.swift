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
    let list = ListCommand(
      fetch: { try await query.fetch(connection.client) }, key: { "\($0.kind) \($0.namespace)/\($0.name) \($0.source)" },
      differs: { $0 != $1 },
      gone: { resource in
        var resource = resource
        resource.source = "deleted"
        return resource
      }, table: { ResourceView.render($0, options: $1) })
    try await list.run(output, watch: watch)
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
