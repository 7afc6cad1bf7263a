import ControlAPI
import HTTPTypes
import Hummingbird

/// Answers `/v1/routes` page by page, so that neither the daemon nor the wire ever holds a whole table.
struct RouteStream: Sendable {
  /// The media type of one JSON object a line, which clients that draw tables ask for.
  static let linesType = "application/x-ndjson"

  let backend: any ControlBackend
  let query: RouteQuery
  let asLines: Bool

  /// The first page is fetched before the answer begins: what is refused has its own status.
  func response() async throws -> Response {
    let pages = try await backend.routes(query)
    let first = try await pages.first { _ in true }
    return Response(
      status: .ok, headers: [.contentType: asLines ? Self.linesType : "application/json"],
      body: ResponseBody { writer in
        // The stream makes a page for whoever asks: this goes on behind the first.
        var rest = pages.makeAsyncIterator()
        var page = first
        var lead = asLines ? "" : "["
        while let routes = page {
          try await writer.write(encode(routes, lead: &lead))
          page = try await rest.next()
        }
        if !asLines { try await writer.write(ByteBuffer(string: lead == "[" ? "[]\n" : "\n]\n")) }
        try await writer.finish(nil)
      })
  }

  /// One route a line in both forms, which people can search in too.
  private func encode(_ routes: [RouteEntry], lead: inout String) -> ByteBuffer {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(routes.count * 512)
    for route in routes {
      if asLines {
        route.appendJSON(to: &bytes)
        bytes.append(UInt8(ascii: "\n"))
      } else {
        bytes += Array(lead.utf8)
        bytes.append(UInt8(ascii: "\n"))
        lead = ","
        route.appendJSON(to: &bytes)
      }
    }
    return ByteBuffer(bytes: bytes)
  }
}
