import BGPWire
import NetTypes
import Testing

/// AS_PATH and AS4_PATH as a speaker of two octets sends them, and the path that comes of them (RFC 6793 §4.2.3).
struct Reconstruction: CustomTestStringConvertible {
  var name: String
  var asPath: String
  var others: String
  var path: String
  var testDescription: String { name }
}

@Suite("Sessions with two-octet AS numbers")
struct TwoOctetTests {
  static let cases: [Reconstruction] = [
    .init(name: "without AS4_PATH the path only gets wider", asPath: "02 02 fde9 fdea", others: "", path: "65001 65002"),
    .init(
      name: "AS4_PATH puts the numbers back behind AS_TRANS", asPath: "02 03 fde9 5ba0 5ba0",
      others: "c0 11 0a 02 02 fa56ea00 fa56ea01", path: "65001 4200000000 4200000001"),
    .init(
      name: "AS4_PATH of the same length replaces the path", asPath: "02 02 fde9 5ba0",
      others: "c0 11 0a 02 02 0000fde9 fa56ea00", path: "65001 4200000000"),
    .init(
      name: "an AS4_PATH that is longer is ignored", asPath: "02 02 fde9 5ba0",
      others: "c0 11 0e 02 03 fa56ea00 fa56ea01 fa56ea02", path: "65001 23456"),
    .init(
      name: "AGGREGATOR without AS_TRANS disqualifies AS4_PATH", asPath: "02 02 fde9 5ba0",
      others: "c0 07 06 fde9 0a000001 c0 11 0a 02 02 0000fde9 fa56ea00 c0 12 08 fa56ea00 0a000002", path: "65001 23456"),
    .init(
      name: "AGGREGATOR alone disqualifies nothing", asPath: "02 02 fde9 5ba0",
      others: "c0 07 06 fde9 0a000001 c0 11 0a 02 02 0000fde9 fa56ea00", path: "65001 4200000000"),
    .init(
      name: "confederation segments in AS4_PATH are left out", asPath: "02 02 fde9 5ba0",
      others: "c0 11 10 03 01 0000fde8 02 02 0000fde9 fa56ea00", path: "65001 4200000000"),
    .init(
      name: "a malformed AS4_PATH is ignored", asPath: "02 02 fde9 5ba0", others: "c0 11 05 02 01 fa56ea", path: "65001 23456"),
    .init(
      name: "segments of one kind are joined", asPath: "02 01 fde9 02 01 5ba0", others: "c0 11 06 02 01 fa56ea00",
      path: "65001 4200000000"),
  ]

  @Test("the path of four octets is put together", arguments: cases)
  func reconstruction(_ item: Reconstruction) {
    let value = hex(item.asPath)
    let path = hex("40 02") + [UInt8(value.count)] + value
    let outcome = Outcome(updateBody(attributes: [Valid.origin, path, Valid.nextHop, hex(item.others)], nlri: Valid.nlri), Session.narrow)
    #expect((outcome.scope ?? .attributeDiscard) == .attributeDiscard, "\(outcome.faults)")
    let decoded = view(outcome.canonical) { $0.asPath }
    #expect(decoded?.description == item.path)
    #expect(decoded?.segments.count == 1)
    #expect(Int(outcome.fields.asPathLength) == decoded?.numbers.count)
    #expect(outcome.fields == outcome.canonical.withUnsafeBytes { AttributeFields(canonical: $0) })
  }

  @Test("a leading confederation segment stays in front of AS4_PATH")
  func confederation() {
    var context = Session.confederation
    context.fourOctetAS = false
    let body = updateBody(
      attributes: [Valid.origin, hex("40 02 0a 03 01 fde9 02 02 5ba0 5ba0"), Valid.nextHop, hex("c0 11 0a 02 02 fa56ea00 fa56ea01")],
      nlri: Valid.nlri)
    let outcome = Outcome(body, context)
    #expect(outcome.scope == nil)
    #expect(view(outcome.canonical) { $0.asPath?.description } == "(65001) 4200000000 4200000001")
  }

  @Test("AGGREGATOR with AS_TRANS takes AS4_AGGREGATOR")
  func aggregator() {
    let attributes = [
      Valid.origin, hex("40 02 06 02 02 fde9 5ba0"), Valid.nextHop, hex("c0 07 06 5ba0 0a000001 c0 12 08 fa56ea00 0a000002"),
    ]
    let outcome = Outcome(updateBody(attributes: attributes, nlri: Valid.nlri), Session.narrow)
    #expect(view(outcome.canonical) { $0.aggregator } == Aggregator(asNumber: 4_200_000_000, routerID: RouterID(0x0A00_0002)))
  }

  @Test("the first AS may be AS_TRANS when the peer's own does not fit")
  func transitionalFirstAS() {
    var context = Session.narrow
    context.peerAS = 4_200_000_000
    let body = updateBody(attributes: [Valid.origin, hex("40 02 04 02 01 5ba0"), Valid.nextHop], nlri: Valid.nlri)
    #expect(Outcome(body, context).scope == nil)
  }

  @Test("a path that gets too long when it gets wider is a fault, not a trap")
  func tooWide() {
    let segment = hex("02 ff") + [UInt8](repeating: 1, count: 510)
    let value = hex("02 01 fde9") + Array(repeating: segment, count: 100).flatMap { $0 }
    let path = hex("50 02") + big16(value.count) + value
    let body = updateBody(attributes: [Valid.origin, path, Valid.nextHop, hex("80 04 04 00000007")], nlri: Valid.nlri)
    let outcome = Outcome(body, Session.narrow)
    #expect(outcome.scope == .treatAsWithdraw)
    #expect(outcome.faults.map(\.kind) == [.length(value.count)])
    #expect(view(outcome.canonical) { $0.asPath == nil && $0.med == 7 })
  }

  @Test("a path sent to a two-octet speaker and read back is the same")
  func writtenAndRead() throws {
    let path = hex("40 02 12 02 04 0000fde9 fa56ea00 0000fdea fa56ea01")
    let aggregator = hex("c0 07 08 fa56ea00 0a000002")
    let body = updateBody(attributes: [Valid.origin, path, Valid.nextHop, aggregator], nlri: Valid.nlri)
    let wide = Outcome(body, Session.external)
    #expect(wide.scope == nil)
    var buffer = [UInt8](repeating: 0, count: 4096)
    let length = wide.canonical.withUnsafeBytes { canonical in
      buffer.withUnsafeMutableBytes { memory in
        var writer = UpdateWriter(into: memory, maximumLength: 4096, fourOctetAS: false)
        guard writer.beginReach(.ipv4, canonical: canonical, nextHop: NextHop(.v4(IPv4Address(0x0A00_0001)))) else { return 0 }
        _ = writer.append(address: 0xC000_0200, length: 24)
        return writer.finish()
      }
    }
    let sent = Array(buffer[19..<length])
    #expect(text(sent).contains("40020a0204fde95ba0fdea5ba0"))
    #expect(Outcome(sent, Session.narrow).canonical == wide.canonical)
  }
}
