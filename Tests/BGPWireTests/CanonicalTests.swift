import BGPWire
import NetTypes
import Testing

@Suite("The canonical form of attributes")
struct CanonicalTests {
  private let med = hex("80 04 04 00000005")
  private let communities = hex("c0 08 08 fde90001 ffffff01")

  @Test("next hops and MP attributes are not in it, everything else is as received")
  func content() {
    let body = updateBody(attributes: [Valid.mpReach] + Valid.all + [med, communities], nlri: Valid.nlri)
    let outcome = Outcome(body, Session.external)
    #expect(outcome.scope == nil)
    #expect(text(outcome.canonical) == text(Valid.origin + Valid.asPath + med + communities))
    #expect(outcome.nextHop?.address.description == "10.0.0.1")
    #expect(outcome.reachNextHop?.address.description == "2001:db8::1")
    #expect(outcome.prefixes == ["192.0.2.0/24", "2001:db8::/32"])
  }

  @Test("the order of the message makes no difference")
  func order() {
    var generator = SeededGenerator(seed: 7)
    let unknown = hex("e0 fa 02 0102")
    let attributes = Valid.all + [med, communities, unknown]
    let expected = Outcome(updateBody(attributes: attributes, nlri: Valid.nlri), Session.external)
    for _ in 0..<50 {
      let shuffled = attributes.shuffled(using: &generator)
      #expect(Outcome(updateBody(attributes: shuffled, nlri: Valid.nlri), Session.external) == expected)
    }
  }

  @Test("the length encoding makes no difference")
  func lengths() {
    let long = [hex("50 01 0001 00"), hex("50 02 000a 02 02 0000fde9 0000fdea"), hex("50 03 0004 0a000001")]
    let short = Outcome(updateBody(attributes: Valid.all, nlri: Valid.nlri), Session.external)
    #expect(Outcome(updateBody(attributes: long, nlri: Valid.nlri), Session.external).canonical == short.canonical)
  }

  @Test("a value over 255 octets keeps its long length")
  func longValue() {
    let list = hex("d0 08 0190") + Array(repeating: hex("fde90001"), count: 100).flatMap { $0 }
    let outcome = Outcome(updateBody(attributes: Valid.all + [list], nlri: Valid.nlri), Session.external)
    #expect(view(outcome.canonical) { $0.communities.count } == 100)
    #expect(outcome.canonical.suffix(list.count).elementsEqual(list))
  }

  @Test("unknown transitive attributes get the Partial bit and keep every octet, non-transitive ones go")
  func unknown() {
    let body = updateBody(attributes: Valid.all + [hex("80 c8 01 07"), hex("c0 fa 03 010203")], nlri: Valid.nlri)
    let outcome = Outcome(body, Session.external)
    let unknown = view(outcome.canonical) { $0.unknownAttributes }
    #expect(unknown == [.init(AttributeType(250), flags: [.optional, .transitive, .partial], value: [1, 2, 3])])
    #expect(outcome.fields.flags.contains(.unknownAttributes))
  }

  @Test("what an external peer may not send is not in it")
  func external() {
    let extra = hex("40 05 04 000000c8 80 09 04 0a000001 80 0a 04 0a000002 80 1a 0b 01 000b 0000000000000009")
    let body = updateBody(attributes: Valid.all + [extra], nlri: Valid.nlri)
    let outside = Outcome(body, Session.external)
    #expect(text(outside.canonical) == text(Valid.origin + Valid.asPath))
    #expect(outside.fields.localPref == 100)
    let inside = Outcome(body, Session.internal)
    #expect(text(inside.canonical) == text(Valid.origin + Valid.asPath + extra))
    #expect(inside.fields.localPref == 200)
    #expect(inside.fields.originatorID == 0x0A00_0001)
    #expect(inside.fields.clusterListLength == 1)
    #expect(inside.fields.aigp == 9)
  }

  @Test("the fields are those of the canonical octets")
  func fields() {
    let path = hex("40 02 10 03 01 0000fde9 02 02 0000fde8 0000fdea")
    let rest = hex("80 04 04 00000005 c0 08 08 ffff0000 ffffff02 c0 23 04 0000fde8")
    let body = updateBody(attributes: [hex("40 01 01 02"), path, Valid.nextHop, rest], nlri: Valid.nlri)
    let outcome = Outcome(body, Session.internal)
    #expect(outcome.scope == nil)
    let fields = outcome.fields
    #expect(fields == outcome.canonical.withUnsafeBytes { AttributeFields(canonical: $0) })
    #expect(fields.flags == [.asPath, .confederation, .med, .communities, .gracefulShutdown, .noAdvertise, .otc])
    #expect((fields.origin, fields.asPathLength, fields.med, fields.otc) == (2, 2, 5, 65000))
    #expect((fields.neighborAS, fields.originAS) == (65000, 65002))
  }

  @Test("a message with withdrawn routes alone needs no attributes")
  func withdrawn() {
    let outcome = Outcome(updateBody(withdrawn: hex("08 0a 00 20 01020304")), Session.external)
    #expect(outcome.scope == nil)
    #expect(outcome.withdrawn.map(\.prefix.description) == ["10.0.0.0/8", "0.0.0.0/0", "1.2.3.4/32"])
    #expect(outcome.canonical.isEmpty)
  }

  @Test("bits behind the prefix length are ignored")
  func hostBits() {
    let outcome = Outcome(updateBody(withdrawn: hex("09 0aff")), Session.external)
    #expect(outcome.withdrawn.map(\.prefix.description) == ["10.128.0.0/9"])
  }

  @Test("path identifiers are read where they were negotiated")
  func pathIDs() {
    var context = Session.external
    context.addPath = .all
    let reach = hex("80 0e 1e 0002 01 10 20010db8000000000000000000000001 00 00000009 20 20010db8")
    let body = updateBody(
      withdrawn: hex("00000007 08 0a"), attributes: [reach] + Valid.all, nlri: hex("00000001 18 c00002 00000002 18 c00002"))
    let outcome = Outcome(body, context)
    #expect(outcome.scope == nil)
    #expect(outcome.withdrawn.map(\.pathID) == [7])
    #expect(outcome.nlri.map(\.pathID) == [1, 2, 9])
  }

  @Test(
    "next hops of IPv6 come with or without a link-local address",
    arguments: [
      ("10 20010db8000000000000000000000001", "2001:db8::1", nil),
      ("20 20010db8000000000000000000000001 fe800000000000000000000000000002", "2001:db8::1", "fe80::2"),
      ("10 fe800000000000000000000000000002", "fe80::2", "fe80::2"),
      ("20 00000000000000000000000000000000 fe800000000000000000000000000002", "fe80::2", "fe80::2"),
      ("20 fe800000000000000000000000000002 fe800000000000000000000000000002", "fe80::2", "fe80::2"),
      ("20 20010db8000000000000000000000001 20010db8000000000000000000000002", "2001:db8::1", nil),
    ] as [(String, String, String?)])
  func linkLocal(_ octets: String, _ global: String, _ link: String?) {
    let value = hex("0002 01" + octets + "00 20 20010db8")
    let attribute = hex("80 0e") + [UInt8(value.count)] + value
    let outcome = Outcome(updateBody(attributes: [attribute, Valid.origin, Valid.asPath]), Session.external)
    #expect(outcome.scope == nil)
    #expect(outcome.reachNextHop?.address.description == global)
    #expect(outcome.reachNextHop?.linkLocalAddress?.description == link)
  }

  @Test("IPv4 routes over an IPv6 next hop, where negotiated")
  func extendedNextHop() {
    var context = Session.external
    context.extendedNextHop = .ipv4
    let reach = hex("80 0e 19 0001 01 10 20010db8000000000000000000000001 00 18 c00002")
    let outcome = Outcome(updateBody(attributes: [reach, Valid.origin, Valid.asPath]), context)
    #expect(outcome.scope == nil)
    #expect(outcome.prefixes == ["192.0.2.0/24"])
    #expect(outcome.reachNextHop?.address.description == "2001:db8::1")
  }

  @Test("End-of-RIB markers are told from other messages")
  func endOfRIB() throws {
    for (body, family) in [
      ("0000 0000", AddressFamily.ipv4), ("0000 0006 80 0f 03 0002 01", .ipv6), ("0000 0007 90 0f 0003 0002 01", .ipv6),
      ("0000 0006 80 0f 03 0001 01", .ipv4), ("0000 0006 80 0f 03 0002 02", nil), ("0000 0007 80 0f 04 0002 01 00", nil),
      ("0001 00 0000", nil),
    ] {
      #expect(try withMessage(hex(body)) { $0.isEndOfRIB } == family, "\(body)")
    }
    for family in AddressFamily.allCases {
      #expect(try withMessage(Array(EndOfRIB.bytes(family).dropFirst(MessageHeader.length))) { $0.isEndOfRIB } == family)
    }
  }

  @Test("the octets to compare for a cache are the attributes without the MP ones, in every position of these")
  func plainAttributes() throws {
    let unreach = hex("80 0f 03 0002 01")
    let plain = [Valid.origin, Valid.asPath, med]
    for first in 0...3 {
      for second in first...3 {
        for (one, other) in [(Valid.mpReach, unreach), (unreach, Valid.mpReach)] {
          var attributes = plain
          attributes.insert(other, at: second)
          attributes.insert(one, at: first)
          try withMessage(updateBody(attributes: attributes)) { message in
            let (head, middle, tail) = message.plainAttributes
            #expect(text(Array(head) + Array(middle) + Array(tail)) == text(plain.flatMap { $0 }))
            #expect(text(message.mpNextHop) == "20010db8000000000000000000000001")
            #expect(message.validationKey == 2)
          }
        }
      }
    }
  }
}
