import Foundation
import Testing

@testable import apus_probe

@Suite("apus-probe: what it answers")
struct AnswerTests {
  private struct Status: Decodable, Equatable {
    struct Target: Decodable, Equatable {
      let url: String
      let reachable: Bool
    }

    struct Targets: Decodable, Equatable { let targets: [Target] }

    let status: Targets
  }

  private static func decoded(_ report: ProbeReport) throws -> [Status.Target] {
    try JSONDecoder().decode(Status.self, from: Data(report.json.utf8)).status.targets
  }

  @Test("a target is told of once it was looked at, and as the last look found it")
  func report() throws {
    var report = ProbeReport(["http://10.0.0.1/\"\\", "udp://10.0.0.2:53"].compactMap { ProbeTarget($0) })
    #expect(report.json == "{\"status\":{\"targets\":[]}}\n")
    report.note(1, isReachable: true)
    #expect(try Self.decoded(report) == [.init(url: "udp://10.0.0.2:53", reachable: true)])
    report.note(0, isReachable: true)
    report.note(1, isReachable: false)
    #expect(
      try Self.decoded(report) == [.init(url: "http://10.0.0.1/\"\\", reachable: true), .init(url: "udp://10.0.0.2:53", reachable: false)])
  }

  @Test("a request is read once its empty line is there, in whatever pieces it comes")
  func pieces() {
    let text = "GET /status?x=1 HTTP/1.1\r\nHost: a\r\n\r\n"
    for count in 0..<text.utf8.count { #expect(RequestHead.read(Array(text.utf8.prefix(count))) == .incomplete, "\(count)") }
    #expect(RequestHead.read(Array(text.utf8)) == .complete(RequestHead(method: "GET", path: "/status")))
    #expect(RequestHead.read(Array("GET / HTTP/1.0\n\n".utf8)) == .complete(RequestHead(method: "GET", path: "/")))
  }

  @Test(
    "what is no request is refused",
    arguments: ["GET /\r\n\r\n", "GET x HTTP/1.1\r\n\r\n", " / HTTP/1.1\r\n\r\n", "\u{16}\u{3}\r\n\r\n", "GET / HTTP/2\n\n"])
  func malformed(text: String) { #expect(RequestHead.read(Array(text.utf8)) == .malformed) }

  @Test("a head without an end is refused before it fills the memory")
  func endless() {
    #expect(RequestHead.read([UInt8](repeating: 0x61, count: RequestHead.limit)) == .incomplete)
    #expect(RequestHead.read([UInt8](repeating: 0x61, count: RequestHead.limit + 1)) == .malformed)
  }

  @Test(
    "each request has its answer",
    arguments: [
      ("GET", "/status", "200", true), ("HEAD", "/status", "200", false), ("GET", "/", "200", true), ("GET", "/x", "404", true),
      ("POST", "/status", "405", true),
    ])
  func answers(method: String, path: String, status: String, hasBody: Bool) throws {
    let reading = RequestHead.Reading.complete(RequestHead(method: method, path: path))
    let answer = String(decoding: try #require(ProbeAnswer.bytes(to: reading, ProbeReport([]))), as: UTF8.self)
    #expect(answer.hasPrefix("HTTP/1.1 \(status) "))
    let parts = answer.components("\r\n\r\n")
    let lines = try #require(parts.first).components("\r\n")
    #expect(lines.contains("Connection: close") && lines.contains("Allow: GET, HEAD") == (status == "405"))
    #expect(parts.count == 2 && parts[1].isEmpty != hasBody)
    if hasBody { #expect(lines.contains("Content-Length: \(parts[1].utf8.count)")) }
    if path == "/status" && status == "200" && hasBody { #expect(parts[1] == ProbeReport([]).json) }
  }
}
