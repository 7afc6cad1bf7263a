import BGPWire
import NetTypes
import Testing

@Suite("Headers and the messages of a session")
struct MessageTests {
  private func header(_ octets: [UInt8], maximum: Int = 4096) throws(NotificationMessage) -> MessageHeader? {
    let result: Result<MessageHeader?, NotificationMessage> = octets.withUnsafeBytes { bytes in
      do throws(NotificationMessage) { return .success(try MessageHeader.read(bytes, maximumLength: maximum)) } catch {
        return .failure(error)
      }
    }
    return try result.get()
  }

  private let marker = [UInt8](repeating: 0xFF, count: 16)

  @Test("a header is read when its 19 octets are there")
  func readHeader() throws {
    #expect(try header(Keepalive.bytes) == MessageHeader(type: .keepalive, length: 19))
    #expect(try header(Array(Keepalive.bytes.dropLast())) == nil)
    #expect(try header(marker + hex("ffff 02"), maximum: 65535) == MessageHeader(type: .update, length: 65535))
  }

  @Test(
    "a bad header gives the NOTIFICATION of RFC 4271 §6.1",
    arguments: [
      ("0012 04", 4096, NotificationMessage.badMessageLength(18)), ("0014 04", 4096, .badMessageLength(20)),
      ("001c 01", 4096, .badMessageLength(28)), ("0016 02", 4096, .badMessageLength(22)), ("0014 03", 4096, .badMessageLength(20)),
      ("0016 05", 4096, .badMessageLength(22)), ("1001 02", 4096, .badMessageLength(4097)), ("1001 01", 65535, .badMessageLength(4097)),
      ("0013 06", 4096, .badMessageType(6)), ("0013 00", 4096, .badMessageType(0)),
    ])
  func badHeader(_ rest: String, _ maximum: Int, _ expected: NotificationMessage) {
    #expect(throws: expected) { try header(marker + hex(rest), maximum: maximum) }
  }

  @Test("a marker with any other octet is not synchronized", arguments: 0..<16)
  func marker(_ index: Int) {
    var octets = Keepalive.bytes
    octets[index] = 0xFE
    #expect(throws: NotificationMessage.connectionNotSynchronized) { try header(octets) }
  }

  private func open(_ body: [UInt8]) throws(NotificationMessage) -> OpenMessage {
    let result: Result<OpenMessage, NotificationMessage> = body.withUnsafeBytes { bytes in
      do throws(NotificationMessage) { return .success(try OpenMessage(decoding: bytes)) } catch { return .failure(error) }
    }
    return try result.get()
  }

  static let everyCapability: [Capability] = [
    .multiprotocol(.init(.ipv4)), .multiprotocol(.init(.ipv6)), .multiprotocol(.init(afi: 25, safi: 70)), .routeRefresh,
    .extendedNextHop([.ipv4OverIPv6]), .extendedMessage, .role(.routeServerClient),
    .gracefulRestart(
      .init(restarting: true, notification: true, restartTime: 120, families: [.init(.init(.ipv4), forwardingPreserved: true)])),
    .fourOctetAS(4_200_000_000), .addPath([.init(.init(.ipv4), .both), .init(.init(.ipv6), .receive)]), .enhancedRouteRefresh,
    .longLivedGracefulRestart([.init(.init(.ipv6), forwardingPreserved: false, staleTime: 86400)]),
    .fqdn(host: "node-a", domain: "example"), .unknown(code: 200, value: [1, 2, 3]),
  ]

  @Test("an OPEN with every capability is read as it was written")
  func openRoundTrip() throws {
    let message = OpenMessage(asNumber: 4_200_000_000, holdTime: 90, routerID: RouterID(0x0A00_0001), capabilities: Self.everyCapability)
    let octets = message.encoded()
    #expect(try header(octets) == MessageHeader(type: .open, length: octets.count))
    #expect(Array(octets[20..<22]) == hex("5ba0"), "AS_TRANS in the field")
    #expect(try open(Array(octets.dropFirst(19))) == message)
  }

  @Test("capabilities that do not fit in 255 octets go into the extended form of RFC 9072")
  func extendedOpen() throws {
    for size in [240, 250, 252, 253, 300] {
      let list = (0..<size / 10).map { Capability.unknown(code: UInt8(100 + $0), value: [UInt8](repeating: 1, count: 8)) }
      let filler = Capability.unknown(code: 99, value: [UInt8](repeating: 2, count: size % 10))
      let message = OpenMessage(asNumber: 65001, holdTime: 0, routerID: RouterID(1), capabilities: list + [filler])
      #expect(try open(Array(message.encoded().dropFirst(19))) == message)
    }
    let extended = hex("04 fde9 005a 0a000001 ff ff 0009 02 0006 41 04 0000fde9")
    #expect(try open(extended).asNumber == 65001)
    #expect(try open(hex("04 fde9 005a 0a000001 05 ff 0009 02 0006 41 04 0000fde9")).capabilities == [.fourOctetAS(65001)])
  }

  @Test(
    "a bad OPEN gives the NOTIFICATION of RFC 4271 §6.2",
    arguments: [
      ("03 fde9 005a 0a000001 00", NotificationMessage.unsupportedVersion), ("04 0000 005a 0a000001 00", .badPeerAS),
      ("04 5ba0 005a 0a000001 08 02 06 41 04 00000000", .badPeerAS), ("04 fde9 0001 0a000001 00", .unacceptableHoldTime),
      ("04 fde9 0002 0a000001 00", .unacceptableHoldTime), ("04 fde9 005a 00000000 00", .badBGPIdentifier),
      ("04 fde9 005a 0a000001 03 01 01 00", .unsupportedOptionalParameter), ("04 fde9 005a 0a000001 05 02 00", .malformedOpen),
      ("04 fde9 005a 0a000001 00 00", .malformedOpen), ("04 fde9 005a 0a000001 04 02 02 41 04", .malformedOpen),
      ("04 fde9 005a 0a000001 02 02 05", .malformedOpen), ("04 fde9", .malformedOpen), ("", .malformedOpen),
      ("04 fde9 005a 0a000001 ff ff 0009 02 0006 41 04 0000", .malformedOpen),
    ])
  func badOpen(_ body: String, _ expected: NotificationMessage) {
    #expect(throws: expected) { try open(hex(body)) }
  }

  @Test(
    "a known capability of a wrong length is kept as unknown",
    arguments: [
      "01 03 000100", "02 01 00", "05 05 0001000100", "06 01 00", "09 00", "09 01 05", "40 01 00", "40 03 007800", "41 02 fde9",
      "45 03 000101", "45 04 00010104", "46 01 00", "47 06 000101000000", "49 02 0561",
    ])
  func badCapability(_ octets: String) throws {
    let list = hex(octets)
    let message = try open(hex("04 fde9 005a 0a000001") + [UInt8(list.count + 2), 2, UInt8(list.count)] + list)
    #expect(message.capabilities == [.unknown(code: list[0], value: Array(list.dropFirst(2)))])
  }

  @Test("capabilities come in one parameter or in several")
  func parameters() throws {
    let several = try open(hex("04 fde9 005a 0a000001 0c 02 02 02 00 02 06 41 04 0000fde9"))
    #expect(several.capabilities == [.routeRefresh, .fourOctetAS(65001)])
    #expect(several.fourOctetAS == 65001)
  }

  @Test("ROUTE-REFRESH is read as it was written, and BoRR and EoRR have exactly four octets")
  func routeRefresh() throws {
    for subtype in [RouteRefreshMessage.Subtype.request, .beginning, .end] {
      let message = RouteRefreshMessage(family: .ipv6, subtype: subtype)
      let octets = message.encoded()
      let read = try octets.withUnsafeBytes { (bytes: UnsafeRawBufferPointer) throws -> RouteRefreshMessage in
        try RouteRefreshMessage(decoding: UnsafeRawBufferPointer(rebasing: bytes[MessageHeader.length...]))
      }
      #expect(read == message)
    }
    let long = hex("0001 01 01 00")
    let expected = NotificationMessage.routeRefreshLength(message: marker + hex("0018 05") + long)
    #expect(throws: expected) { try long.withUnsafeBytes { _ = try RouteRefreshMessage(decoding: $0) } }
    #expect(RouteRefreshMessage(afi: 25, safi: 70, subtype: .request).family == nil)
  }
}

@Suite("NOTIFICATION")
struct NotificationTests {
  private func read(_ octets: [UInt8]) throws -> NotificationMessage {
    try octets.withUnsafeBytes { (bytes: UnsafeRawBufferPointer) throws -> NotificationMessage in
      try NotificationMessage(decoding: UnsafeRawBufferPointer(rebasing: bytes[MessageHeader.length...]))
    }
  }

  @Test(
    "each is named, and read as it was written",
    arguments: [
      (NotificationMessage.connectionNotSynchronized, "Message Header Error/Connection Not Synchronized"),
      (.badMessageType(9), "Message Header Error/Bad Message Type"), (.malformedOpen, "OPEN Message Error"),
      (.roleMismatch, "OPEN Message Error/Role Mismatch"),
      (.unsupportedCapability([.routeRefresh]), "OPEN Message Error/Unsupported Capability"),
      (.update(.malformedASPath), "UPDATE Message Error/Malformed AS_PATH"), (.holdTimerExpired, "Hold Timer Expired"),
      (.sendHoldTimerExpired, "Send Hold Timer Expired"),
      (.unexpectedMessage(in: .openSent, type: .update), "Finite State Machine Error/Receive Unexpected Message in OpenSent State"),
      (.cease(.connectionCollision), "Cease/Connection Collision Resolution"),
      (.cease(.administrativeShutdown, text: "maintenance"), "Cease/Administrative Shutdown: \"maintenance\""),
      (.cease(.administrativeReset, text: nil), "Cease/Administrative Reset"),
      (.cease(.administrativeReset, text: "bye").asHardReset, "Cease/Hard Reset (Cease/Administrative Reset: \"bye\")"),
      (.maximumPrefixes(family: .ipv6, limit: 100), "Cease/Maximum Number of Prefixes Reached"), (.cease(.bfdDown), "Cease/BFD Down"),
      (.routeRefreshLength(message: [1]), "ROUTE-REFRESH Message Error/Invalid Message Length"),
      (NotificationMessage(code: 77, subcode: 3), "code 77/subcode 3"), (NotificationMessage(.cease, 99), "Cease/subcode 99"),
    ])
  func names(_ message: NotificationMessage, _ description: String) throws {
    #expect(message.description == description)
    #expect(try read(message.encoded()) == message)
  }

  @Test("the operator's text is cut at a character, to 255 octets")
  func longText() {
    let message = NotificationMessage.cease(.administrativeShutdown, text: String(repeating: "é", count: 200))
    #expect(message.data.count == 255)
    #expect(message.text == String(repeating: "é", count: 127))
    #expect(NotificationMessage.cease(.administrativeShutdown, text: "").text == nil)
  }

  @Test("a text whose length or UTF-8 is broken does no harm", arguments: ["ff 61", "02 ff", "05", "00 61", ""])
  func brokenText(_ data: String) {
    let message = NotificationMessage(.cease, 2, data: hex(data))
    #expect(message.text?.utf8.count ?? 0 <= 3)
  }

  @Test("what is inside of a hard reset is found")
  func hardReset() {
    let inner = NotificationMessage.cease(.administrativeShutdown, text: "gone")
    #expect(inner.asHardReset.isHardReset)
    #expect(inner.asHardReset.encapsulated == inner)
    #expect(inner.asHardReset.text == "gone")
    #expect(NotificationMessage(.cease, 9).encapsulated == nil)
  }

  @Test("one of a single octet is too short")
  func short() {
    #expect(throws: NotificationMessage.badMessageLength(20)) {
      try [UInt8](arrayLiteral: 6).withUnsafeBytes { _ = try NotificationMessage(decoding: $0) }
    }
  }
}
