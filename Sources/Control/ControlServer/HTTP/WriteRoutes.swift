import ControlAPI
import HTTPTypes
import Hummingbird

/// The requests that change something: on the socket, and on `api.http` with the token.
struct WriteRoutes: Sendable {
  let backend: any ControlBackend

  func add(to router: Router<ControlContext>) {
    router.post("\(ControlPath.sessions)/:peer/:action") { request, context in try await perform(request, context) }
    router.post("\(ControlPath.workloads)") { request, context in try await addWorkload(request, context) }
    router.delete("\(ControlPath.workloads)/:namespace/:name") { _, context in
      try Response.json(await backend.removeWorkload(namespace: try context.name("namespace"), name: try context.name("name")))
    }
    router.post("\(ControlPath.resources)") { request, context in
      try Response.json(await backend.apply(try await manifests(request, context)))
    }
    router.post("\(ControlPath.deletion)") { request, context in
      try Response.json(await backend.delete(try await manifests(request, context)))
    }
    router.delete("\(ControlPath.resources)/:kind/:name") { request, context in
      let namespace = request.uri.queryParameters["namespace"].map(String.init)
      return try Response.json(
        await backend.deleteResource(kind: try context.name("kind"), namespace: namespace, name: try context.name("name")))
    }
    router.post("\(ControlPath.reload)") { _, _ in try Response.json(await backend.reload()) }
  }

  private func manifests(_ request: Request, _ context: ControlContext) async throws -> ApplyRequest {
    try await JSONBody.read(ApplyRequest.self, from: request, context: context, maximumSize: Self.manifestSize)
  }

  /// The policies of a large cluster in one file.
  private static let manifestSize = 64 << 20

  private func perform(_ request: Request, _ context: ControlContext) async throws -> Response {
    let name = try context.name("action")
    guard let action = SessionAction(rawValue: name) else {
      let known = SessionAction.allCases.map(\.rawValue).joined(separator: ", ")
      throw ControlError(.notFound, "there is no session action \"\(name)\"", mend: "known: \(known)")
    }
    let isEmpty = request.headers[.contentLength].map { $0 == "0" } ?? (request.headers[.transferEncoding] == nil)
    let details = isEmpty ? SessionRequest() : try await JSONBody.read(SessionRequest.self, from: request, context: context)
    return try Response.json(await backend.perform(action, on: try context.name("peer"), details))
  }

  private func addWorkload(_ request: Request, _ context: ControlContext) async throws -> Response {
    let spec = try await JSONBody.read(WorkloadSpec.self, from: request, context: context)
    if spec.name.isEmpty { throw ControlError(.invalid, "name is empty") }
    if spec.addresses.isEmpty { throw ControlError(.invalid, "addresses is empty", mend: "a workload has at least one address") }
    return try Response.json(await backend.addWorkload(spec))
  }
}
