import AsyncHTTPClient
import ControlAPI
import ControlServer
import Foundation
import Logging
import NIOCore
import NIOHTTP1
import Synchronization
import Testing

/// A server on a socket in a directory of its own, for the length of one test.
struct RunningServer {
  let socket: String
  let http: Int
  let backend: FakeBackend

  /// What came back.
  struct Answer {
    var status: UInt
    var type: String?
    var body: String

    func decode<Value: Decodable>(_ type: Value.Type) throws -> Value { try JSONDecoder().decode(type, from: Data(body.utf8)) }

    func refusal() throws -> ControlError { try decode(ErrorBody.self).error }
  }

  /// Starts a server, runs the body, stops the server and waits for its end.
  static func run(
    _ backend: FakeBackend = FakeBackend(), token: String? = nil, _ body: @escaping @Sendable (RunningServer) async throws -> Void
  ) async throws {
    let directory = temporaryDirectory()
    defer { try? FileManager.default.removeItem(atPath: directory) }
    let (places, found) = AsyncStream.makeStream(of: ControlService.Listening.self)
    let path = directory + "/apus.sock"
    let service = ControlService(
      backend: backend, configuration: .init(socket: path, http: ("127.0.0.1", 0), token: { token }), logger: Logger(label: "test"),
      onListening: { found.yield($0) })
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await service.run() }
      group.addTask {
        var port = 0
        var awaited = 2
        for await place in places {
          if case .http(_, let number) = place { port = number }
          awaited -= 1
          if awaited == 0 { break }
        }
        try await body(RunningServer(socket: path, http: port, backend: backend))
      }
      try await group.next()
      group.cancelAll()
      // The server ends by cancellation; how it says so does not matter here.
      while let result = await group.nextResult() { _ = result }
    }
    #expect(!FileManager.default.fileExists(atPath: path), "the socket file stays behind")
  }

  static func temporaryDirectory() -> String {
    let path = "/tmp/apus-\(UUID().uuidString.prefix(8))"
    try? FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    return path
  }

  func get(_ path: String, headers: [(String, String)] = [], overTCP: Bool = false) async throws -> Answer {
    try await send(.GET, path, headers: headers, overTCP: overTCP)
  }

  func send(
    _ method: HTTPMethod, _ path: String, body: String? = nil, headers: [(String, String)] = [], overTCP: Bool = false
  ) async throws -> Answer {
    var request = HTTPClientRequest(url: base(overTCP) + path)
    request.method = method
    for (name, value) in headers { request.headers.add(name: name, value: value) }
    if let body { request.body = .bytes(Data(body.utf8)) }
    let response = try await HTTPClient.shared.execute(request, timeout: .seconds(20))
    var text = ""
    for try await chunk in response.body { text += String(buffer: chunk) }
    return Answer(status: response.status.code, type: response.headers.first(name: "Content-Type"), body: text)
  }

  /// The first events of a stream, as the lines of its fields.
  func events(_ count: Int, after id: UInt64? = nil, whenConnected: @Sendable () -> Void = {}) async throws -> [EventRecord] {
    var request = HTTPClientRequest(url: base(false) + ControlPath.events)
    if let id { request.headers.add(name: "Last-Event-ID", value: String(id)) }
    let response = try await HTTPClient.shared.execute(request, timeout: .seconds(20))
    #expect(response.headers.first(name: "Content-Type") == "text/event-stream")
    var text = ""
    var isFirst = true
    for try await chunk in response.body {
      if isFirst { whenConnected() }
      isFirst = false
      text += String(buffer: chunk)
      if text.components(separatedBy: "\ndata: ").count > count && text.hasSuffix("\n\n") { break }
    }
    let messages = text.components(separatedBy: "\n\n").filter { $0.contains("data: ") }
    return try messages.map { message in
      let fields = Dictionary(
        message.split(separator: "\n").map { $0.split(separator: ":", maxSplits: 1) }.map { (String($0[0]), $0[1].dropFirst()) }
      ) { $1 }
      let record = try JSONDecoder().decode(EventRecord.self, from: Data((fields["data"] ?? "").utf8))
      #expect(fields["id"].map(String.init) == String(record.id))
      #expect(fields["event"].map(String.init) == record.kind.rawValue)
      return record
    }
  }

  private func base(_ overTCP: Bool) -> String {
    overTCP ? "http://127.0.0.1:\(http)" : "http+unix://\(ControlPath.escape(socket))"
  }
}
