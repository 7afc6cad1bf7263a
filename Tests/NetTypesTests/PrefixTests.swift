import NetTypes
import Testing

@Suite("prefixes")
struct PrefixTests {
  @Test(
    "a prefix reads and writes address/length",
    arguments: [
      "0.0.0.0/0", "10.0.0.0/8", "10.65.0.2/32", "128.0.0.0/1", "::/0", "2001:db8::/32", "2001:db8::/63", "2001:db8:0:0:8000::/65",
      "::1/128",
    ])
  func text(text: String) throws {
    let prefix = try #require(IPPrefix(text))
    #expect(IPPrefix(prefix.description) == prefix)
    #expect(prefix.description.hasSuffix(text.drop { $0 != "/" }))
  }

  @Test(
    "what is no prefix is refused, also by the lenient reading",
    arguments: [
      "", "/", "/8", "10.0.0.0/", "10.0.0.0/33", "::/129", "10.0.0.0/-1", "10.0.0.0/+8", "10.0.0.0/8 ", "10.0.0.0/8/8", "10.0.0/8",
      "10.0.0.0/0008", "::/1000", "x/8",
    ])
  func notPrefix(text: String) {
    #expect(IPPrefix(text) == nil)
    #expect(IPPrefix(lenient: text) == nil)
  }

  @Test(
    "host bits are refused by the strict reading and cleared by the lenient one",
    arguments: [
      ("10.0.0.1/8", "10.0.0.0/8"), ("255.255.255.255/0", "0.0.0.0/0"), ("10.0.0.255/31", "10.0.0.254/31"),
      ("2001:db8::1/64", "2001:db8::/64"),
      ("2001:db8:0:0:ffff::/65", "2001:db8:0:0:8000::/65"), ("::3/127", "::2/127"), ("ffff::/0", "::/0"),
    ])
  func hostBits(text: String, cleared: String) throws {
    #expect(IPPrefix(text) == nil)
    #expect(try #require(IPPrefix(lenient: text)).description == cleared)
  }

  @Test("a lone address is the whole address, only for the lenient reading", arguments: [("10.0.0.1", "10.0.0.1/32"), ("::1", "::1/128")])
  func lone(text: String, whole: String) throws {
    #expect(IPPrefix(text) == nil)
    let prefix = try #require(IPPrefix(lenient: text))
    #expect(prefix.description == whole)
    #expect(prefix.isHost)
  }

  @Test(
    "a prefix contains itself and what is longer inside it",
    arguments: [
      ("10.0.0.0/8", "10.0.0.0/8", true), ("10.0.0.0/8", "10.255.255.255/32", true), ("10.0.0.0/8", "11.0.0.0/32", false),
      ("10.0.0.0/8", "10.0.0.0/7", false), ("0.0.0.0/0", "203.0.113.0/24", true), ("0.0.0.0/0", "::/0", false),
      ("::/0", "0.0.0.0/0", false),
      ("2001:db8::/32", "2001:db8:ffff::/48", true), ("2001:db8::/64", "2001:db8::1/128", true),
      ("2001:db8::/65", "2001:db8:0:0:8000::/65", false),
      ("2001:db8::1/128", "2001:db8::1/128", true), ("2001:db8::1/128", "2001:db8::2/128", false),
    ])
  func contains(outer: String, inner: String, expected: Bool) throws {
    let outer = try #require(IPPrefix(outer))
    let inner = try #require(IPPrefix(inner))
    #expect(outer.contains(inner) == expected)
  }

  @Test(
    "containing an address is containing its host prefix",
    arguments: [("10.0.0.0/31", "10.0.0.1", true), ("10.0.0.0/31", "10.0.0.2", false), ("::/127", "::1", true)])
  func containsAddress(prefix: String, address: String, expected: Bool) throws {
    let address = try #require(IPAddress(address))
    #expect(try #require(IPPrefix(prefix)).contains(address) == expected)
  }

  @Test("every length masks exactly its bits", arguments: [AddressFamily.ipv4, .ipv6])
  func masks(family: AddressFamily) {
    for length in 0...family.bitWidth {
      let prefix = IPPrefix(
        family: family, high: family == .ipv4 ? 0xFFFF_FFFF_0000_0000 : .max, low: family == .ipv4 ? 0 : .max, length: UInt8(length))
      #expect(prefix.high.nonzeroBitCount + prefix.low.nonzeroBitCount == length)
      #expect(prefix.high.leadingZeroBitCount == (length == 0 ? 64 : 0))
      #expect(prefix.isHost == (length == family.bitWidth))
    }
  }

  @Test("a length beyond the family's width is cut to it", arguments: [(AddressFamily.ipv4, 32), (.ipv6, 128)])
  func tooLong(family: AddressFamily, width: Int) {
    #expect(Int(IPPrefix(family: family, high: 0, low: 0, length: 255).length) == width)
  }

  @Test("prefixes sort by family, address, then the shorter first")
  func order() {
    let sorted = ["0.0.0.0/0", "10.0.0.0/8", "10.0.0.0/9", "10.0.0.1/32", "::/0", "2001:db8::/32", "2001:db8::/48", "2001:db8::1/128"]
    #expect(sorted.reversed().compactMap { IPPrefix($0) }.sorted().map(\.description) == sorted)
  }

  @Test("a prefix takes 24 bytes, for the RIB has millions of them")
  func size() { #expect(MemoryLayout<IPPrefix>.stride == 24) }
}
