import NetTypes
import Testing

@Suite("addresses")
struct AddressTests {
  @Test(
    "an IPv4 address reads and writes four decimal octets",
    arguments: [("0.0.0.0", 0), ("10.0.0.1", 0x0A00_0001), ("192.0.2.255", 0xC000_02FF), ("255.255.255.255", 0xFFFF_FFFF)]
      as [(String, UInt32)])
  func quad(text: String, value: UInt32) throws {
    let address = try #require(IPv4Address(text))
    #expect(address.rawValue == value)
    #expect(address.description == text)
  }

  @Test(
    "an IPv4 address in any other form is refused",
    arguments: [
      "", "1", "1.2.3", "1.2.3.4.5", "1.2.3.", ".1.2.3", "1..2.3", "256.1.1.1", "01.2.3.4", "1.2.3.04", "1.2.3.4 ", " 1.2.3.4", "+1.2.3.4",
      "1.2.3.-4", "0x1.2.3.4", "1.2.3.4/32", "1,2,3,4", "٣.2.3.4", "1.2.3.99999999999999999999",
    ])
  func notQuad(text: String) { #expect(IPv4Address(text) == nil) }

  @Test(
    "an IPv6 address is written in the canonical form of RFC 5952",
    arguments: [
      ("::", "::"), ("::1", "::1"), ("2001:db8::", "2001:db8::"), ("2001:DB8::ABCD", "2001:db8::abcd"),
      ("2001:0db8:0000:0000:0001:0000:0000:0001", "2001:db8::1:0:0:1"),  // §4.2.3: the first of two equal runs
      ("2001:db8:0:0:0:0:2:1", "2001:db8::2:1"), ("2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"),  // §4.2.2: one group is no run
      ("1:0:0:2:0:0:0:3", "1:0:0:2::3"), ("0:0:0:0:0:ffff:10.0.0.1", "::ffff:10.0.0.1"), ("::ffff:a00:1", "::ffff:10.0.0.1"),
      ("64:ff9b::192.0.2.33", "64:ff9b::c000:221"), ("1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0"), ("::2:3:4:5:6:7:8", "0:2:3:4:5:6:7:8"),
      ("fe80::1", "fe80::1"), ("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"),
    ])
  func groups(text: String, canonical: String) throws {
    let address = try #require(IPv6Address(text))
    #expect(address.description == canonical)
    #expect(IPv6Address(canonical) == address)
  }

  @Test(
    "an IPv6 address in no form of RFC 4291 is refused",
    arguments: [
      "", ":", ":::", "1", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "1::2::3", ":1:2:3:4:5:6:7", "1:2:3:4:5:6:7:", "12345::", "g::", "::1 ",
      " ::1", "fe80::1%eth0", "[::1]", "::1/128", "1:2:3:4:5:6:7:8::", "1:2:3:4::5:6:7:8", "::1.2.3", "::1.2.3.4:5", "+1::", "::-1",
      "1.2.3.4", ":::1", "1:::2",
    ])
  func notGroups(text: String) { #expect(IPv6Address(text) == nil, "\(text)") }

  @Test(
    "an address knows what kind it is",
    arguments: [
      ("127.0.0.1", "loopback"), ("127.255.255.255", "loopback"), ("::1", "loopback"), ("224.0.0.5", "multicast"),
      ("239.255.255.255", "multicast"),
      ("ff02::1", "multicast"), ("fe80::1", "link-local"), ("febf::1", "link-local"), ("fec0::1", "other"), ("240.0.0.1", "other"),
      ("10.0.0.1", "other"),
      ("::2", "other"),
    ])
  func kinds(text: String, kind: String) throws {
    let address = try #require(IPAddress(text))
    let found: (loopback: Bool, multicast: Bool) =
      switch address {
      case .v4(let v4): (v4.isLoopback, v4.isMulticast)
      case .v6(let v6): (v6.isLoopback, v6.isMulticast)
      }
    #expect(found.loopback == (kind == "loopback"))
    #expect(found.multicast == (kind == "multicast"))
    #expect(address.isLinkLocal == (kind == "link-local"))
  }

  @Test("octets go to the wire and back", arguments: ["0.0.0.0", "192.0.2.1", "255.255.255.255", "::", "2001:db8:1:2:3:4:5:6", "fe80::ff"])
  func octets(text: String) throws {
    let address = try #require(IPAddress(text))
    #expect(address.octets.count == (address.family == .ipv4 ? 4 : 16))
    #expect(IPAddress(octets: address.octets) == address)
  }

  @Test("octets of another count are no address", arguments: [0, 1, 3, 5, 15, 17])
  func wrongOctets(count: Int) { #expect(IPAddress(octets: Array(repeating: 1, count: count)) == nil) }

  @Test("IPv4 stands before IPv6, then the number decides")
  func order() throws {
    let sorted = ["0.0.0.0", "9.255.255.255", "10.0.0.0", "::", "::1:0", "1::", "1::1"]
    #expect(sorted.reversed().compactMap { IPAddress($0) }.sorted().map(\.description) == sorted)
  }

  @Test(
    "only ::ffff:0:0/96 carries an IPv4 address",
    arguments: [("::ffff:1.2.3.4", "1.2.3.4"), ("::1.2.3.4", nil), ("::fffe:1.2.3.4", nil), ("1::ffff:1.2.3.4", nil)] as [(String, String?)]
  )
  func mapped(text: String, inner: String?) throws {
    #expect(try #require(IPv6Address(text)).mappedIPv4?.description == inner)
  }
}
