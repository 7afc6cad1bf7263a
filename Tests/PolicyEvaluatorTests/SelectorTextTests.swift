import Resources
import Testing

/// Texts that policies are written with.
struct SelectorTextTests {
  @Test("a value is put in the quotes that it does not hold")
  func quoting() {
    #expect(SelectorText.quoted("a") == "\"a\"")
    #expect(SelectorText.quoted("a\"b") == "'a\"b'")
    #expect(SelectorText.quoted("a'b") == "\"a'b\"")
    #expect(SelectorText.set(["b", "a"]) == "{\"b\", \"a\"}")
  }

  @Test("protocols by name in any case, or by number")
  func protocols() {
    #expect(["TCP", "udp", "Icmp", "ICMPv6", "SCTP", "UDPLite", "1", "255"].map(IPProtocol.number) == [6, 17, 1, 58, 132, 136, 1, 255])
    #expect(["", "0", "256", "-1", "+6", "tcp "].compactMap(IPProtocol.number).isEmpty)
  }
}
