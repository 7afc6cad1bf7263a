import ControlAPI
import HTTPTypes
import Hummingbird
import ServiceLifecycle

/// Answers `/v1/events` as server-sent events; a client that was cut off goes on with `Last-Event-ID`.
struct EventStream: Sendable {
  let events: EventLog
  let lastID: UInt64?

  /// The id of `Last-Event-ID`, or of the query `after` for clients that cannot set headers.
  static func lastID(of request: Request) throws(ControlError) -> UInt64? {
    let text = HTTPField.Name("Last-Event-ID").flatMap { request.headers[$0] } ?? request.uri.queryParameters["after"].map(String.init)
    guard let text, !text.isEmpty else { return nil }
    guard let id = UInt64(text) else { throw ControlError(.invalid, "expected the id of an event, found \"\(text)\"") }
    return id
  }

  func response(to request: Request) -> Response {
    let body = request.body
    return Response(
      status: .ok, headers: [.contentType: "text/event-stream", .cacheControl: "no-store"],
      body: ResponseBody { writer in
        let follower = events.follow(after: lastID)
        defer { follower.stop() }
        // Written at once, so that the client knows that it is connected.
        try await writer.write(ByteBuffer(string: "retry: 1000\n\n"))
        // A client that goes away is forgotten at once, not at the next event.
        try await body.consumeWithInboundCloseHandler { _ in
          for await record in follower.events.cancelOnGracefulShutdown() { try await writer.write(try Self.message(record)) }
        } onInboundClosed: {
          follower.stop()
        }
        try await writer.finish(nil)
      })
  }

  /// One event: its id, its kind, its JSON on one line.
  private static func message(_ record: EventRecord) throws -> ByteBuffer {
    var buffer = ByteBuffer()
    buffer.writeString("id: \(record.id)\nevent: \(record.kind.rawValue)\ndata: ")
    buffer.writeBytes(try JSONBody.bytes(record))
    buffer.writeString("\n\n")
    return buffer
  }
}
