import ControlAPI
import Testing

@Suite("Requests")
struct RequestTests {
  @Test(
    "a route query reads what it writes",
    arguments: [
      RouteQuery(), RouteQuery(prefix: Samples.prefix("10.0.0.0/8"), longer: true), RouteQuery(address: Samples.address("fd00::1")),
      RouteQuery(from: "tor 1", filtered: true), RouteQuery(prefix: Samples.prefix("fd00::/8"), to: "tor-2"),
    ])
  func roundTrip(query: RouteQuery) throws { #expect(try RouteQuery(queryItems: query.queryItems) == query) }

  @Test(
    "a wrong route query is refused by the name of what is wrong",
    arguments: [
      ([("prefix", "10.0.0.0/33")], "expected a prefix, found \"10.0.0.0/33\""),
      ([("for", "10.0.0")], "expected an address, found \"10.0.0\""),
      ([("filtered", "maybe")], "expected true or false for filtered, found \"maybe\""), ([("peer", "x")], "unknown query \"peer\""),
      ([("longer", "true")], "longer needs a prefix"),
      ([("prefix", "10.0.0.0/8"), ("for", "10.0.0.1")], "prefix and for exclude each other"),
    ])
  func refusals(items: [(String, String)], message: String) {
    let error = #expect(throws: ControlError.self) { try RouteQuery(queryItems: items.map { (name: $0.0, value: $0.1) }) }
    #expect(error?.message == message)
    #expect(error?.code == .invalid)
  }

  @Test("a prefix with host bits or without length is taken for what is meant")
  func lenient() throws {
    #expect(try RouteQuery(queryItems: [("prefix", "10.0.0.1")]).prefix == Samples.prefix("10.0.0.1/32"))
    #expect(try RouteQuery(queryItems: [("prefix", "10.0.0.1/24")]).prefix == Samples.prefix("10.0.0.0/24"))
  }

  @Test("names in paths are escaped and come back", arguments: ["tor-1", "fe80::1%eth0", "a/b", "ü ?#", "100%", ""])
  func escaping(name: String) {
    let escaped = ControlPath.escape(name)
    #expect(escaped.utf8.allSatisfy { $0 > 32 && $0 < 127 } && !escaped.contains("/") && !escaped.contains("?"))
    #expect(ControlPath.unescape(escaped) == name)
  }

  @Test("broken escapes are refused", arguments: ["%", "%2", "%zz", "%ff"])
  func brokenEscapes(text: String) { #expect(ControlPath.unescape(text) == nil) }

  @Test("an unknown peer is told with the known ones")
  func unknownPeer() {
    #expect(ControlError.unknownPeer("tor-9", known: ["tor-1", "tor-2"]).mend == "known peers: tor-1, tor-2")
  }
}
