import BGPRIB
import BGPWire
import NetTypes
import Testing

@testable import BGPSpeaker

@Suite("Our own next hops towards a peer")
struct LocalAddressesTests {
  struct Row: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let peer: String
    let session: String
    let ipv4: String?
    let ipv6: String?
    let linkLocal: String?
  }

  static let rows = [
    Row(
      testDescription: "a neighbour on a link with both families gets the addresses of that link", peer: "10.1.0.2", session: "10.1.0.1",
      ipv4: "10.1.0.1", ipv6: "fd01::1", linkLocal: "fe80::1"),
    Row(
      testDescription: "a neighbour on a link without IPv4 gets no IPv4 address of another link", peer: "fd02::2", session: "fd02::1",
      ipv4: nil, ipv6: "fd02::1", linkLocal: "fe80::2"),
    Row(
      testDescription: "so does one that is spoken to by its link-local address", peer: "fe80::9", session: "fe80::2", ipv4: nil,
      ipv6: "fd02::1", linkLocal: "fe80::2"),
    Row(
      testDescription: "a peer behind other routers reaches any of our addresses", peer: "fd99::9", session: "fd02::1", ipv4: "10.1.0.1",
      ipv6: "fd02::1", linkLocal: nil),
  ]

  @Test(arguments: rows)
  func nextHops(row: Row) throws {
    var addresses = LocalAddresses()
    for (text, length, index) in [("10.1.0.1", 24, 1), ("fd01::1", 64, 1), ("fe80::1", 64, 1), ("fd02::1", 64, 2), ("fe80::2", 64, 2)] {
      let address = try #require(IPAddress(text))
      addresses.all.insert(
        LocalAddress(address: address, prefixLength: UInt8(length), interfaceIndex: UInt32(index), interface: "eth\(index)"))
    }
    let address = try #require(IPAddress(row.peer))
    let context = UpdateContext(peerType: .external, peerAS: ASNumber(64_513))
    var peer = RIBPeer(name: "p", address: address, routerID: RouterID(1), context: context)
    addresses.fill(&peer, session: Endpoint(try #require(IPAddress(row.session))))
    #expect(peer.localIPv4?.description == row.ipv4)
    #expect(peer.localIPv6?.description == row.ipv6)
    #expect(peer.localLinkLocal?.description == row.linkLocal)
  }
}
