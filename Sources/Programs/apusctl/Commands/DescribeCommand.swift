import ArgumentParser
import ControlAPI
import Rendering

/// `apusctl describe`
struct DescribeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "describe", abstract: "Resources as they were written, and what became of them.")

  @OptionGroup var query: ResourceQuery
  @OptionGroup var connection: ConnectionOptions

  func run() async throws {
    let resources = try await query.fetch(connection.client)
    let text = try await resources.asyncMap { ResourceView.describe($0, state: try await state(of: $0)) }
    Console.current.write(text.joined(separator: "\n"))
  }

  /// What the daemon makes of a resource, where it is one that has a state of its own.
  private func state(of resource: ResourceEntry) async throws -> String? {
    switch resource.kind {
    case "BGPPeer":
      let sessions = try await connection.client.get([SessionStatus].self, ControlPath.sessions)
      let own = sessions.filter { $0.peer == resource.name || $0.range == resource.name }
      return own.map { "\($0.peer): \($0.state.rawValue), \($0.why)" }.joined(separator: "\n").nonEmpty ?? "no session on this node"
    case "WorkloadEndpoint":
      let workloads = try await connection.client.get([WorkloadEntry].self, ControlPath.workloads)
      let own = workloads.first { $0.name == resource.name && $0.namespace == resource.namespace }
      return own.map { "\($0.advertised ? "advertised" : "not advertised"): \($0.why)" }
    default: return nil
    }
  }
}

extension String {
  fileprivate var nonEmpty: String? { isEmpty ? nil : self }
}

extension Sequence {
  /// One after the other, in order.
  fileprivate func asyncMap<Value>(_ transform: (Element) async throws -> Value) async throws -> [Value] {
    var values: [Value] = []
    for element in self { values.append(try await transform(element)) }
    return values
  }
}
