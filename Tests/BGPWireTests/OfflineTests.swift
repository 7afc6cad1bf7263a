import BGPWire
import Foundation
import NetTypes
import Testing

/// An MRT file with a record of each kind that is read, and one that is not.
enum MRTSample {
  static func record(_ type: Int, _ subtype: Int, _ body: [UInt8]) -> [UInt8] {
    hex("6553f100") + big16(type) + big16(subtype) + [0, 0] + big16(body.count) + body
  }

  static let update: [UInt8] = {
    let body = updateBody(attributes: Valid.all, nlri: Valid.nlri)
    return [UInt8](repeating: 0xFF, count: 16) + big16(19 + body.count) + [2] + body
  }()

  static let narrow = record(16, 1, hex("fde9 fde8 0000 0001 0a000001 0a000002") + Keepalive.bytes)
  static let wide = record(
    16, 4, hex("0000fde9 0000fde8 0000 0002 20010db8000000000000000000000001 20010db8000000000000000000000002") + update)
  static let extended = record(17, 4, hex("0007a120 0000fde9 0000fde8 0000 0001 0a000001 0a000002") + update)
  static let state = record(16, 5, hex("0000fde9 0000fde8 0000 0001 0a000001 0a000002 0001 0002"))
  static let peers = record(
    13, 1, hex("0a000001 0002 6170 0002 02 0a000001 0a000001 0000fde9 01 0a000002 20010db8000000000000000000000001 fdea"))
  static let attributes4 = Valid.origin + Valid.asPath + Valid.nextHop
  static let attributes6 = Valid.origin + Valid.asPath + hex("80 0e 11 10 20010db8000000000000000000000001")
  static let whole6 = Valid.origin + Valid.asPath + hex("80 0e 15 0002 01 10 20010db8000000000000000000000001 00")
  static let dump4 = record(
    13, 2,
    hex("00000000 18 c00002 0002 0000 6553f0ff") + big16(attributes4.count) + attributes4 + hex("0001 6553f0ff") + big16(attributes4.count)
      + attributes4)
  static let dump6 = record(13, 4, hex("00000001 20 20010db8 0001 0001 6553f0ff") + big16(attributes6.count) + attributes6)
  static let dumpWhole6 = record(13, 4, hex("00000001 20 20010db8 0001 0001 6553f0ff") + big16(whole6.count) + whole6)
  static let dumpPathIDs = record(13, 8, hex("00000002 08 0a 0001 0000 6553f0ff 00000007") + big16(attributes4.count) + attributes4)
  static let file = narrow + wide + extended + state + peers + dump4 + dump6 + dumpWhole6 + dumpPathIDs
}

@Suite("Messages from files")
struct OfflineTests {
  private func json(_ message: DecodedMessage) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(message), as: UTF8.self)
  }

  private func messages(_ text: String, _ options: DecodeOptions = DecodeOptions()) -> [DecodedMessage] {
    Array(HexReader(Array(text.utf8), options: options))
  }

  @Test("an UPDATE as JSON")
  func update() throws {
    let more = hex(
      "80 04 04 00000005 c0 08 08 fde90001 ffffff01 c0 10 08 0002fde900000001 c0 20 0c 0000fde9 00000001 00000002 c0 fa 02 00ff")
    let body = updateBody(withdrawn: hex("08 0a"), attributes: [Valid.mpReach] + Valid.all + [more], nlri: Valid.nlri)
    let octets = [UInt8](repeating: 0xFF, count: 16) + big16(19 + body.count) + [2] + body
    let message = DecodedMessage(decoding: octets, options: DecodeOptions())
    #expect(
      try json(message)
        == #"{"attributes":{"asPath":[65001,65002],"communities":["65001:1","65535:65281"],"extendedCommunities":["rt:65001:1"],"#
        + #""largeCommunities":["65001:1:2"],"med":5,"nextHop":"10.0.0.1","origin":"IGP","#
        + #""unknownAttributes":[{"flags":224,"type":250,"value":"00ff"}]},"faults":[],"nlri":["192.0.2.0/24","2001:db8::/32"],"#
        + #""type":"UPDATE","withdrawn":["10.0.0.0/8"]}"#)
  }

  @Test("faults as JSON, with the attribute's octets")
  func faults() throws {
    let body = updateBody(attributes: Valid.all + [hex("40 05 04 00000064"), hex("80 04 01 00")], nlri: Valid.nlri)
    let octets = [UInt8](repeating: 0xFF, count: 16) + big16(19 + body.count) + [2] + body
    let text = try json(DecodedMessage(decoding: octets, options: DecodeOptions()))
    #expect(
      text.contains(
        #"{"attribute":"LOCAL_PREF","octets":"40050400000064","problem":"is not taken from this peer","scope":"attribute-discard"}"#))
    #expect(
      text.contains(
        #"{"attribute":"MULTI_EXIT_DISC","octets":"80040100","problem":"length 1 is not one that it may have","scope":"treat-as-withdraw"}"#
      ))
    let options = DecodeOptions(peerType: .internal)
    #expect(try json(DecodedMessage(decoding: octets, options: options)).contains("LOCAL_PREF") == false)
  }

  @Test("the other messages as JSON")
  func others() throws {
    let open = OpenMessage(asNumber: 65001, holdTime: 90, routerID: RouterID(1), capabilities: [.fourOctetAS(65001)])
    #expect(
      try json(DecodedMessage(decoding: open.encoded(), options: DecodeOptions()))
        == #"{"asNumber":65001,"capabilities":[{"code":65,"name":"four-octet-as","text":"four-octet-as 65001","value":"0000fde9"}],"#
        + #""faults":[],"holdTime":90,"routerID":"0.0.0.1","type":"OPEN","version":4}"#)
    let cease = NotificationMessage.cease(.administrativeShutdown, text: "bye")
    #expect(
      try json(DecodedMessage(decoding: cease.encoded(), options: DecodeOptions()))
        == #"{"code":6,"data":"03627965","faults":[],"name":"Cease/Administrative Shutdown: \"bye\"","subcode":2,"text":"bye","type":"NOTIFICATION"}"#
    )
    #expect(try json(DecodedMessage(decoding: Keepalive.bytes, options: DecodeOptions())) == #"{"faults":[],"type":"KEEPALIVE"}"#)
    let refresh = RouteRefreshMessage(family: .ipv6, subtype: .beginning).encoded()
    #expect(
      try json(DecodedMessage(decoding: refresh, options: DecodeOptions()))
        == #"{"afi":2,"family":"ipv6","faults":[],"safi":1,"subtype":"BoRR","type":"ROUTE-REFRESH"}"#)
  }

  @Test("options change what is decoded")
  func options() throws {
    var options = DecodeOptions(peerType: .internal, fourOctetAS: false, addPath: .ipv4)
    let body = updateBody(attributes: [Valid.origin, hex("40 02 04 02 01 fde9"), Valid.nextHop], nlri: hex("00000003") + Valid.nlri)
    let octets = [UInt8](repeating: 0xFF, count: 16) + big16(19 + body.count) + [2] + body
    #expect(try json(DecodedMessage(decoding: octets, options: options)).contains(#""nlri":[{"pathID":3,"prefix":"192.0.2.0/24"}]"#))
    options.peerType = .external
    options.peerAS = 65009
    #expect(DecodedMessage(decoding: octets, options: options).faults.map(\.attribute) == ["AS_PATH"])
  }

  @Test("hex: several messages in a line, one over several lines, with comments and blanks")
  func hexForms() {
    let keepalive = text(Keepalive.bytes)
    let update = text(MRTSample.update)
    #expect(messages(keepalive + keepalive).count == 2)
    #expect(messages("# a comment\n\n  \(keepalive) # and more\r\n").map(\.type) == [.keepalive])
    #expect(messages(update.prefix(50) + "\n" + update.dropFirst(50)).map(\.type) == [.update])
    #expect(messages(update.enumerated().map { $0.offset % 2 == 0 ? ":\($0.element)" : "\($0.element)" }.joined()).map(\.type) == [.update])
    #expect(messages("0x" + keepalive.uppercased()).map(\.type) == [.keepalive])
    #expect(messages("").isEmpty)
  }

  @Test("hex: what cannot be read spoils one message")
  func hexFaults() {
    let keepalive = text(Keepalive.bytes)
    let all = messages("nonsense\n\(keepalive.dropLast(4))\n\(keepalive)\n" + String(repeating: "00", count: 19) + "\n\(keepalive)")
    #expect(all.map(\.type) == [nil, nil, .keepalive, nil, .keepalive])
    #expect(all.map { $0.faults.isEmpty } == [false, false, true, false, true])
    let badType = [UInt8](repeating: 0xFF, count: 16) + hex("0013 09")
    #expect(messages(text(badType)).first?.faults.first?.problem == "Message Header Error/Bad Message Type")
    let badOpen = [UInt8](repeating: 0xFF, count: 16) + hex("001d 01 03 fde9 005a 0a000001 00")
    let open = messages(text(badOpen))
    #expect(open.map(\.type) == [.open])
    #expect(open.first?.faults.first?.scope == .sessionReset)
  }

  @Test("MRT: every kind of record")
  func mrt() throws {
    let all = Array(MRTReader(MRTSample.file, options: DecodeOptions()))
    #expect(all.map(\.type) == [.keepalive, .update, .update, .update, .update, .update, .update, .update])
    #expect(all.allSatisfy { $0.faults.isEmpty }, "\(all.flatMap(\.faults))")
    let prefixes = all.map { message in
      if case .update(let update) = message.content { update.nlri.map(\.prefix.description) } else { [String]() }
    }
    #expect(
      prefixes == [
        [], ["192.0.2.0/24"], ["192.0.2.0/24"], ["192.0.2.0/24"], ["192.0.2.0/24"], ["2001:db8::/32"], ["2001:db8::/32"], ["10.0.0.0/8"],
      ])
    #expect(all[1].source?.peer?.description == "2001:db8::1")
    #expect(all[2].source?.microseconds == 1_700_000_000_500_000)
    #expect(all.map(\.source?.peerAS) == [65001, 65001, 65001, 65001, 65002, 65002, 65002, 65001])
    #expect(try json(all[2]).contains(#""peer":"10.0.0.1","peerAS":65001,"time":"2023-11-14T22:13:20.500000Z""#))
    #expect(try json(all[7]).contains(#"{"pathID":7,"prefix":"10.0.0.0/8"}"#))
    if case .update(let update) = all[5].content { #expect(update.attributes.nextHop?.address.description == "2001:db8::1") }
  }

  @Test("MRT: files of FRR, as bgpdump reads them")
  func foreignMRT() throws {
    let file = try #require(Bundle.module.url(forResource: "frr.mrt", withExtension: "txt", subdirectory: "Vectors"))
    let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n").filter { !$0.hasPrefix("#") }
    try #require(lines.count == 2)
    let messages = Array(MRTReader(hex(String(lines[0])), options: DecodeOptions(peerAS: 65002)))
    #expect(messages.map(\.type) == [.open, .keepalive, .update, .update, .update, .update, .keepalive, .keepalive])
    #expect(messages.allSatisfy { $0.faults.isEmpty && $0.source?.peer?.description == "10.9.9.2" && $0.source?.peerAS == 65002 })
    let routes = Array(MRTReader(hex(String(lines[1])), options: DecodeOptions()))
    #expect(summary(messages[2]) == "192.0.2.0/24 by 10.9.9.2, path 65002, 65002:7 65002:1:2")
    #expect(summary(messages[4]) == "2001:db8::/32 by fd99::2, path 65002, ")
    #expect(
      routes.map(summary) == [
        "192.0.2.0/24 by 10.9.9.2, path 65002, 65002:7 65002:1:2", "198.51.100.0/24 by -, path , ",
        "2001:db8::/32 by fd99::2, path 65002, ",
      ])
    #expect(routes.map { $0.faults.map(\.attribute) } == [[], ["NEXT_HOP"], []], "its own route has the next hop 0.0.0.0")
  }

  /// Prefixes, next hop, path and communities of an UPDATE.
  private func summary(_ message: DecodedMessage) -> String {
    guard case .update(let update) = message.content else { return "" }
    let attributes = update.attributes
    let communities = attributes.communities.map(\.description) + attributes.largeCommunities.map(\.description)
    let prefixes = update.nlri.map(\.prefix.description).joined(separator: " ")
    let nextHop = attributes.nextHop?.address.description ?? "-"
    return "\(prefixes) by \(nextHop), path \(attributes.asPath?.description ?? "-"), \(communities.joined(separator: " "))"
  }

  @Test("MRT: a record that is cut is a fault, and one of an unknown type is passed over")
  func mrtFaults() {
    let cut = Array(MRTReader(MRTSample.narrow + MRTSample.wide.dropLast(3), options: DecodeOptions()))
    #expect(cut.map(\.type) == [.keepalive, nil])
    #expect(cut.last?.faults.first?.problem.contains("cut") == true)
    let short = MRTSample.record(16, 4, [1, 2, 3]) + MRTSample.record(99, 1, [1]) + MRTSample.record(13, 2, [0]) + MRTSample.narrow
    let all = Array(MRTReader(short, options: DecodeOptions()))
    #expect(all.map { $0.faults.isEmpty } == [false, false, true])
  }

  @Test(
    "times are those of RFC 3339",
    arguments: [
      (0, "1970-01-01T00:00:00Z"), (951_782_400, "2000-02-29T00:00:00Z"), (1_709_251_199, "2024-02-29T23:59:59Z"),
      (4_102_444_800, "2100-01-01T00:00:00Z"), (4_294_967_295, "2106-02-07T06:28:15Z"),
    ] as [(Int64, String)])
  func times(_ seconds: Int64, _ expected: String) throws {
    let message = DecodedMessage(content: .keepalive, source: .init(microseconds: seconds * 1_000_000, peer: nil, peerAS: nil))
    #expect(try json(message).contains("\"\(expected)\""))
  }
}
