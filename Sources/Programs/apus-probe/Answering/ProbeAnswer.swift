/// What a probe answers over HTTP.
enum ProbeAnswer {
  /// The whole answer to a request; nil: wait for more of it.
  static func bytes(to reading: RequestHead.Reading, _ report: ProbeReport) -> [UInt8]? {
    switch reading {
    case .incomplete: nil
    case .malformed: bytes("400 Bad Request", "text/plain", "this is no request of HTTP/1\n", hasBody: true)
    case .complete(let head): bytes(to: head, report)
    }
  }

  private static func bytes(to head: RequestHead, _ report: ProbeReport) -> [UInt8] {
    let hasBody = head.method != "HEAD"
    guard head.method == "GET" || head.method == "HEAD" else {
      return bytes("405 Method Not Allowed", "text/plain", "only GET and HEAD\n", allow: true, hasBody: hasBody)
    }
    switch head.path {
    case "/": return bytes("200 OK", "text/plain", "apus-probe; what it reaches is at /status\n", hasBody: hasBody)
    case "/status": return bytes("200 OK", "application/json", report.json, hasBody: hasBody)
    default: return bytes("404 Not Found", "text/plain", "there is only /status\n", hasBody: hasBody)
    }
  }

  private static func bytes(_ status: String, _ type: String, _ body: String, allow: Bool = false, hasBody: Bool) -> [UInt8] {
    let head = """
      HTTP/1.1 \(status)\r
      Content-Type: \(type)\r
      Content-Length: \(body.utf8.count)\r
      Cache-Control: no-store\r
      \(allow ? "Allow: GET, HEAD\r\n" : "")Connection: close\r
      \r

      """
    return Array(head.utf8) + (hasBody ? Array(body.utf8) : [])
  }
}
