import ControlAPI
import HTTPTypes
import Hummingbird
import NetTypes

/// The requests that change nothing: on the socket and on `api.http`.
struct ReadRoutes: Sendable {
  let backend: any ControlBackend

  func add(to router: Router<ControlContext>) {
    router.get("\(ControlPath.status)") { _, _ in try Response.json(await backend.status()) }
    router.get("\(ControlPath.sessions)") { _, _ in try Response.json(await backend.sessions()) }
    router.get("\(ControlPath.sessions)/:peer") { _, context in try await session(context) }
    router.get("\(ControlPath.routes)") { request, _ in try await routes(request) }
    router.get("\(ControlPath.workloads)") { _, _ in try Response.json(await backend.workloads()) }
    router.get("\(ControlPath.explainRoute)") { request, _ in try await explainRoute(request) }
    router.get("\(ControlPath.explainSession)") { request, _ in
      try Response.json(await backend.explainSession(try required("peer", of: request)))
    }
    addPolicy(to: router)
    router.get("\(ControlPath.resources)") { request, _ in try await resources(request) }
    router.get("\(ControlPath.diff)") { request, _ in
      try Response.json(await backend.diff(configuration: request.uri.queryParameters["file"].map(String.init)))
    }
    router.get("\(ControlPath.events)") { request, _ in try events(request) }
    router.get("\(ControlPath.metrics)") { _, _ in try await metrics() }
    router.get("\(ControlPath.health)") { request, _ in try await health(request) }
  }

  private func addPolicy(to router: Router<ControlContext>) {
    router.get("\(ControlPath.explainFlow)") { request, _ in
      let (source, destination) = (try required("src", of: request), try required("dst", of: request))
      return try Response.json(await backend.explainFlow(from: source, to: destination, port: try required("port", of: request)))
    }
    router.get("\(ControlPath.policies)") { _, _ in try Response.json(await backend.policies()) }
    router.get("\(ControlPath.matrix)") { request, _ in
      let query = request.uri.queryParameters
      return try Response.json(await backend.matrix(port: query["port"].map(String.init), namespace: query["namespace"].map(String.init)))
    }
    router.get("\(ControlPath.rules)") { request, _ in
      let query = request.uri.queryParameters
      return try Response.json(await backend.rules(endpoint: query["endpoint"].map(String.init), counters: query.has("counters")))
    }
  }

  private func session(_ context: ControlContext) async throws -> Response {
    let name = try context.name("peer")
    let sessions = try await backend.sessions()
    guard let session = sessions.first(where: { $0.peer == name || $0.address == name }) else {
      throw ControlError.unknownPeer(name, known: sessions.map(\.peer))
    }
    return try Response.json(session)
  }

  private func routes(_ request: Request) async throws -> Response {
    let items = request.uri.queryParameters.map { (name: String($0.key), value: String($0.value)) }
    let query = try RouteQuery(queryItems: items)
    let asLines = request.headers[.accept]?.contains(RouteStream.linesType) ?? false
    return try await RouteStream(backend: backend, query: query, asLines: asLines).response()
  }

  private func resources(_ request: Request) async throws -> Response {
    let all = try await backend.resources(kind: try required("kind", of: request))
    let (name, namespace) = (request.uri.queryParameters["name"], request.uri.queryParameters["namespace"])
    let found = all.filter { (name ?? $0.name[...]) == $0.name && (namespace ?? $0.namespace[...]) == $0.namespace }
    if let name, found.isEmpty {
      throw ControlError(.notFound, "there is no \(try required("kind", of: request)) \"\(name)\"", mend: "apusctl get KIND lists them")
    }
    return try Response.json(found)
  }

  private func explainRoute(_ request: Request) async throws -> Response {
    let text = try required("prefix", of: request)
    guard let prefix = IPPrefix(lenient: text) else {
      throw ControlError(.invalid, "expected a prefix, found \"\(text)\"", mend: "write it like 10.0.0.0/24 or fd00::/64")
    }
    return try Response.json(await backend.explainRoute(prefix, to: request.uri.queryParameters["to"].map(String.init)))
  }

  private func events(_ request: Request) throws -> Response {
    let lastID = try EventStream.lastID(of: request)
    if request.uri.queryParameters["follow"] == "false" { return try Response.json(backend.events.kept(after: lastID)) }
    return EventStream(events: backend.events, lastID: lastID).response(to: request)
  }

  private func metrics() async throws -> Response {
    let text = PrometheusText.render(try await backend.metrics())
    return Response(status: .ok, headers: [.contentType: PrometheusText.contentType], body: .init(byteBuffer: ByteBuffer(string: text)))
  }

  /// Alive: this answer itself, whatever the core does. Ready: when the backend says so.
  private func health(_ request: Request) async throws -> Response {
    guard request.uri.queryParameters.has("ready") else { return try Response.json(["alive": true]) }
    let readiness = try await backend.readiness()
    return try Response.json(readiness, status: readiness.ready ? .ok : .serviceUnavailable)
  }

  private func required(_ name: String, of request: Request) throws(ControlError) -> String {
    guard let value = request.uri.queryParameters[Substring(name)], !value.isEmpty else {
      throw ControlError(.invalid, "the query \"\(name)\" is missing")
    }
    return String(value)
  }
}

extension ControlContext {
  /// A part of the path, decoded.
  func name(_ parameter: String) throws(ControlError) -> String {
    guard let text = parameters.get(parameter), let name = ControlPath.unescape(text), !name.isEmpty else {
      throw ControlError(.invalid, "the path names no \(parameter)")
    }
    return name
  }
}
