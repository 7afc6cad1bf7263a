import BGPWire
import NetTypes
import Testing

@Suite("Text forms")
struct TextFormTests {
  @Test(
    "extended communities have named forms, which are read back",
    arguments: [
      ("rt:64512:1", 0x0002_FC00_0000_0001), ("soo:64512:4294967295", 0x0003_FC00_FFFF_FFFF), ("rt:10.0.0.1:7", 0x0102_0A00_0001_0007),
      ("rt:4200000000:1", 0x0202_FA56_EA00_0001), ("rt:64512L:1", 0x0202_0000_FC00_0001), ("ov:valid", 0x4300_0000_0000_0000),
      ("ov:not-found", 0x4300_0000_0000_0001), ("ov:invalid", 0x4300_0000_0000_0002), ("0x4300000000000009", 0x4300_0000_0000_0009),
      ("0x030c000000000008", 0x030C_0000_0000_0008), ("0x4002fc0000000001", 0x4002_FC00_0000_0001),
    ] as [(String, UInt64)])
  func extended(_ text: String, _ value: UInt64) {
    #expect(ExtendedCommunity(rawValue: value).description == text)
    #expect(ExtendedCommunity(text)?.rawValue == value)
  }

  @Test(
    "other texts are none",
    arguments: ["", "rt:1", "rt:1:2:3", "xx:1:2", "rt:-1:2", "rt:10.0.0.1:65536", "rt:4200000000:65536", "ov:", "0x43", "rt: 1:2"])
  func notExtended(_ text: String) { #expect(ExtendedCommunity(text) == nil) }

  @Test("transitivity and origin validation are told from the octets")
  func properties() {
    #expect(ExtendedCommunity(.routeTarget, as2: 1, 1).isTransitive)
    #expect(!ExtendedCommunity(.valid).isTransitive)
    #expect(ExtendedCommunity(rawValue: 0x4300_0000_0000_0009).originValidation == .invalid)
    #expect(ExtendedCommunity(.siteOfOrigin, IPv4Address(1), 2).originValidation == nil)
  }

  @Test("communities are two numbers, and well-known ones have names")
  func communities() {
    #expect(Community("64512:1") == Community(64512, 1))
    #expect(Community("no-export") == .noExport)
    #expect(Community.noExport.description == "65535:65281")
    #expect(Community.noExport.name == "no-export")
    for text in ["", "1", "65536:1", "1:65536", "1:2:3", "a:1", "+1:1", ":"] { #expect(Community(text) == nil, "\(text)") }
    #expect(LargeCommunity("4294967295:0:1")?.description == "4294967295:0:1")
    for text in ["1:2", "1:2:4294967296", "1:2:3:4", "1::3"] { #expect(LargeCommunity(text) == nil, "\(text)") }
  }

  @Test("paths are plain decimal, segments of other kinds in brackets")
  func paths() {
    let path = ASPath(segments: [
      .init(.confederationSequence, [64512, 64513]), .init(.confederationSet, [1, 2]), .init(.sequence, [4_200_000_000]),
      .init(.set, [3, 4]),
    ])
    #expect(path.description == "(64512 64513) [1,2] 4200000000 {3,4}")
    #expect(ASPath(sequence: []).description == "")
  }

  @Test("attributes are called by their names")
  func names() {
    #expect(AttributeType.largeCommunities.description == "LARGE_COMMUNITY")
    #expect(AttributeType(255).description == "ATTRIBUTE_255")
  }

  @Test("capabilities say what is in them")
  func capabilities() {
    #expect(
      MessageTests.everyCapability.map(\.description) == [
        "multiprotocol ipv4", "multiprotocol ipv6", "multiprotocol AFI 25 SAFI 70", "route-refresh", "extended-next-hop ipv4 over ipv6",
        "extended-message", "role rs-client", "graceful-restart 120 s restarting notification ipv4 forwarding", "four-octet-as 4200000000",
        "add-path ipv4 both ipv6 receive", "enhanced-route-refresh", "long-lived-graceful-restart ipv6 86400 s", "fqdn node-a.example",
        "unknown 200 (010203)",
      ])
    for role in Capability.Role.allCases { #expect(role.counterpart.counterpart == role) }
  }
}
