import NetTypes
import Testing

@testable import apus_probe

@Suite("apus-probe: what it reads and writes")
struct TextTests {
  @Test(
    "a port is TCP unless it says otherwise",
    arguments: [
      ("80", "tcp/80"), ("tcp/6379", "tcp/6379"), ("udp/53", "udp/53"), ("65535", "tcp/65535"), ("0", nil), ("65536", nil), ("", nil),
      ("sctp/9", nil), ("tcp/", nil), ("tcp/80/", nil), ("-1", nil),
    ] as [(String, String?)])
  func ports(text: String, expected: String?) { #expect(ListeningPort(text)?.description == expected) }

  @Test(
    "a target is a URL with an address",
    arguments: [
      ("http://10.65.0.3", "tcp 10.65.0.3 80 /"), ("http://10.65.0.3:6379/", "tcp 10.65.0.3 6379 /"),
      ("http://10.65.0.3:80/a/b?c=d", "tcp 10.65.0.3 80 /a/b?c=d"), ("http://[fd65::2]:9000", "tcp fd65::2 9000 /"),
      ("http://[fd65::2]/x", "tcp fd65::2 80 /x"), ("udp://10.65.0.9:53", "udp 10.65.0.9 53 /"), ("udp://10.65.0.9", nil),
      ("https://10.65.0.3/", nil), ("http://frontend.stars:80/", nil), ("http://fd65::2/", nil), ("http://[10.65.0.3]/", nil),
      ("http://[fd65::2/", nil), ("http://[fd65::2]x/", nil), ("http://10.65.0.3:/", nil), ("http://10.65.0.3:0/", nil),
      ("http://10.65.0.3:70000/", nil), ("http://10.65.0.3/ HTTP/1.1\r\nX: y", nil), ("http:///", nil), ("", nil),
    ] as [(String, String?)])
  func targets(url: String, expected: String?) {
    #expect(ProbeTarget(url).map { "\($0.transport) \($0.address) \($0.port) \($0.path)" } == expected)
    if let target = ProbeTarget(url) { #expect(target.url == url) }
  }

  @Test("a look asks for the path, names the host and wants no second request on the connection")
  func request() throws {
    let target = try #require(ProbeTarget("http://[fd65::2]:9000/x"))
    let lines = String(decoding: target.request, as: UTF8.self).components("\r\n")
    #expect(lines.first == "GET /x HTTP/1.1")
    #expect(lines.contains("Host: [fd65::2]:9000") && lines.contains("Connection: close"))
    #expect(lines.suffix(2) == ["", ""])
  }

  @Test("any answer of HTTP will do, and it is known from its first bytes")
  func answers() throws {
    let http = try #require(ProbeTarget("http://10.0.0.1/"))
    let cases: [(String, Bool?)] = [
      ("", nil), ("HT", nil), ("HTTP/", true), ("HTTP/1.1 503 No\r\n", true), ("SSH-2.0", false), ("X", false),
    ]
    for (text, expected) in cases { #expect(http.isAnswer(Array(text.utf8)) == expected, "\(text)") }
    let udp = try #require(ProbeTarget("udp://10.0.0.1:53"))
    #expect(udp.isAnswer(DatagramExchange.answer) == true && udp.isAnswer(DatagramExchange.question) == false)
  }

  @Test("an answer over UDP is never a question, so that two probes cannot keep each other busy")
  func datagrams() {
    #expect(DatagramExchange.answer(to: DatagramExchange.question) == DatagramExchange.answer)
    #expect(DatagramExchange.answer(to: DatagramExchange.answer) == nil)
    #expect(DatagramExchange.answer(to: []) == nil)
  }
}

extension String {
  /// The parts between separators, empty ones too.
  func components(_ separator: String) -> [String] { split(separator: separator, omittingEmptySubsequences: false).map(String.init) }
}
