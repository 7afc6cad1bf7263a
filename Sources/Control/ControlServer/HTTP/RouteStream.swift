import ControlAPI
import HTTPTypes
import Hummingbird

/// Answers `/v1/routes` page by page, so that neither the daemon nor the wire ever holds a whole table.
struct RouteStream: Sendable {
  /// Paths a page: small enough that the core answers other questions in between.
  static let pageSize = 500
  /// The media type of one JSON object a line, which clients that draw tables ask for.
  static let linesType = "application/x-ndjson"

  let backend: any ControlBackend
  let query: RouteQuery
  let asLines: Bool

  /// The first page is fetched before the answer begins: what is refused has its own status.
  func response() async throws -> Response {
    let first = try await backend.routes(query, after: nil, limit: Self.pageSize)
    let type = asLines ? Self.linesType : "application/json"
    return Response(
      status: .ok, headers: [.contentType: type],
      body: ResponseBody { writer in
        if !asLines { try await writer.write(ByteBuffer(string: "[")) }
        var page = first
        var isFirst = true
        while true {
          try await writer.write(try encode(page.routes, isFirst: isFirst))
          isFirst = isFirst && page.routes.isEmpty
          guard let next = page.next else { break }
          page = try await backend.routes(query, after: next, limit: Self.pageSize)
        }
        if !asLines { try await writer.write(ByteBuffer(string: "]\n")) }
        try await writer.finish(nil)
      })
  }

  private func encode(_ routes: [RouteEntry], isFirst: Bool) throws -> ByteBuffer {
    var buffer = ByteBuffer()
    for (index, route) in routes.enumerated() {
      if !asLines && !(isFirst && index == 0) { buffer.writeString(",\n") }
      buffer.writeBytes(try JSONBody.bytes(route))
      if asLines { buffer.writeString("\n") }
    }
    return buffer
  }
}
