import AsyncHTTPClient
import ControlAPI
import Foundation
import NIOCore
import NIOHTTP1

/// Asks a daemon over its Unix socket.
struct ControlClient: Sendable {
  let socket: String

  /// The answer of a GET.
  func get<Value: Decodable & Sendable>(_ type: Value.Type, _ path: String, query: [(name: String, value: String)] = []) async throws
    -> Value
  {
    try await value(type, .GET, path, query: query)
  }

  /// The answer of a POST; nil: without a body.
  func post<Value: Decodable & Sendable>(_ type: Value.Type, _ path: String, body: (some Encodable & Sendable)?) async throws -> Value {
    try await value(type, .POST, path, body: body.map { try JSONEncoder().encode($0) })
  }

  /// The answer of a DELETE.
  func delete<Value: Decodable & Sendable>(
    _ type: Value.Type, _ path: String, query: [(name: String, value: String)] = []
  ) async throws -> Value {
    try await value(type, .DELETE, path, query: query)
  }

  /// Hands over the text of a long GET piece by piece, each of whole lines.
  func text(_ path: String, query: [(name: String, value: String)], _ body: (String) throws -> Void) async throws {
    try await withResponse(.GET, path, query: query) { response in
      var rest: [UInt8] = []
      for try await chunk in response.body {
        rest += chunk.readableBytesView
        guard let end = rest.lastIndex(of: UInt8(ascii: "\n")) else { continue }
        try body(String(decoding: rest[...end], as: UTF8.self))
        rest.removeSubrange(...end)
      }
      if !rest.isEmpty { try body(String(decoding: rest, as: UTF8.self)) }
    }
  }

  /// Hands over each line of a GET that answers one JSON object a line.
  func lines(_ path: String, query: [(name: String, value: String)], _ body: (String) async throws -> Void) async throws {
    try await withResponse(.GET, path, query: query, headers: [("Accept", "application/x-ndjson")]) { response in
      var splitter = LineSplitter()
      for try await chunk in response.body {
        for line in splitter.add(chunk.readableBytesView) where !line.isEmpty { try await body(line) }
      }
    }
  }

  /// Hands over each event as it comes; ends when the daemon stops. The read timeout is off: events are rare.
  func events(after id: UInt64?, _ body: (EventRecord) async throws -> Void) async throws {
    let headers = id.map { [("Last-Event-ID", String($0))] } ?? []
    try await withResponse(.GET, ControlPath.events, headers: headers, waitsForever: true) { response in
      var splitter = LineSplitter()
      for try await chunk in response.body {
        for line in splitter.add(chunk.readableBytesView) where line.hasPrefix("data: ") {
          try await body(try Self.decode(EventRecord.self, from: Data(line.dropFirst(6).utf8)))
        }
      }
    }
  }

  private func value<Value: Decodable & Sendable>(
    _ type: Value.Type, _ method: HTTPMethod, _ path: String, query: [(name: String, value: String)] = [], body: Data? = nil
  ) async throws -> Value {
    try await withResponse(method, path, query: query, body: body) { response in
      try Self.decode(type, from: try await Self.all(of: response))
    }
  }

  private func withResponse<Value>(
    _ method: HTTPMethod, _ path: String, query: [(name: String, value: String)] = [], headers: [(String, String)] = [], body: Data? = nil,
    waitsForever: Bool = false, _ read: (HTTPClientResponse) async throws -> Value
  ) async throws -> Value {
    try SocketProbe.check(socket)
    var configuration = HTTPClient.Configuration()
    configuration.timeout = .init(connect: .seconds(5), read: waitsForever ? nil : .seconds(60))
    let client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    var request = HTTPClientRequest(url: url(path, query))
    request.method = method
    for (name, value) in headers { request.headers.add(name: name, value: value) }
    if let body {
      request.headers.add(name: "Content-Type", value: "application/json")
      request.body = .bytes(body)
    }
    do {
      let response = try await client.execute(request, deadline: .distantFuture)
      guard (200..<300).contains(response.status.code) else { throw try await Self.failure(of: response) }
      let value = try await read(response)
      try await client.shutdown()
      return value
    } catch {
      try? await client.shutdown()
      throw Self.explained(error, socket)
    }
  }

  /// `http+unix://%2Frun%2Fapus%2Fapus.sock/v1/status?…`
  private func url(_ path: String, _ query: [(name: String, value: String)]) -> String {
    let parts = query.map { "\($0.name)=\(ControlPath.escape($0.value))" }
    return "http+unix://\(ControlPath.escape(socket))\(path)\(parts.isEmpty ? "" : "?\(parts.joined(separator: "&"))")"
  }

  private static func all(of response: HTTPClientResponse) async throws -> Data {
    var data = Data()
    for try await chunk in response.body { data.append(contentsOf: chunk.readableBytesView) }
    return data
  }

  private static func failure(of response: HTTPClientResponse) async throws -> CommandFailure {
    let data = try await all(of: response)
    if let body = try? JSONDecoder().decode(ErrorBody.self, from: data) { return CommandFailure(body.error) }
    return CommandFailure(.negative, "the daemon answers \(response.status)", mend: "is it another program, or another version of apusd?")
  }

  private static func decode<Value: Decodable>(_ type: Value.Type, from data: Data) throws -> Value {
    do {
      return try JSONDecoder().decode(type, from: data)
    } catch {
      throw CommandFailure(
        .negative, "the daemon's answer is not understood: \(error)",
        mend: "apusctl is version \(ProductVersion.text); compare with apusctl version")
    }
  }

  /// Errors of the connection become those of CONTRACT; others stay.
  private static func explained(_ error: any Error, _ socket: String) -> any Error {
    switch error {
    case is CommandFailure, is CancellationError: error
    case is HTTPClientError, is IOError, is ChannelError:
      CommandFailure(.unreachable, "\(socket): the connection to apusd broke: \(error)", mend: "see its log: journalctl -u apusd")
    default: error
    }
  }
}
