import ArgumentParser
import ControlAPI

/// `apusctl delete`
struct DeleteCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "delete", abstract: "Takes resources out of the daemon's store: those of manifests, or KIND NAME.",
    discussion: "Exits 1 when none of them was there. What the config file or its manifests say is changed there.")

  @Argument(help: "For example bgppeer, workload, networkpolicy.")
  var kind: String?
  @Argument(help: "The resource's name.")
  var name: String?
  @Option(name: .shortAndLong, help: "Its namespace.")
  var namespace: String?
  @OptionGroup var manifests: ManifestOptions
  @OptionGroup var connection: ConnectionOptions
  @OptionGroup var output: OutputOptions

  func validate() throws {
    if kind == nil { return try manifests.check() }
    if name == nil { throw ValidationError("name the resource: apusctl delete KIND NAME") }
    if !manifests.filename.isEmpty { throw ValidationError("give KIND NAME or --filename, not both") }
  }

  func run() async throws {
    let result = try await request()
    try output.show(result) { ManifestOptions.text(result, $0.palette, showsDiff: false) }
    if result.items.allSatisfy({ $0.action == .notFound }) { throw CommandFailure(.negative) }
  }

  private func request() async throws -> ApplyResult {
    guard let kind, let name else {
      return try await connection.client.post(
        ApplyResult.self, ControlPath.deletion, body: ApplyRequest(files: try manifests.read()))
    }
    let path = "\(ControlPath.resources)/\(ControlPath.escape(kind))/\(ControlPath.escape(name))"
    return try await connection.client.delete(ApplyResult.self, path, query: namespace.map { [("namespace", $0)] } ?? [])
  }
}
