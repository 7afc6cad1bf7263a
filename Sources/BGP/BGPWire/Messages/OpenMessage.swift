import NetTypes

/// OPEN: who the sender is and what it can do (RFC 4271 §4.2).
public struct OpenMessage: Hashable, Sendable {
  /// The sender's AS number: the one of the four-octet capability where it is present (RFC 6793), else that of the field.
  public var asNumber: ASNumber
  /// Seconds after which silence ends the session; 0 for never.
  public var holdTime: UInt16
  /// The sender's identifier.
  public var routerID: RouterID
  /// What the sender can do, in the order of the message.
  public var capabilities: [Capability]

  /// Joins the parts; the four-octet capability is not added by itself.
  public init(asNumber: ASNumber, holdTime: UInt16, routerID: RouterID, capabilities: [Capability]) {
    self.asNumber = asNumber
    self.holdTime = holdTime
    self.routerID = routerID
    self.capabilities = capabilities
  }

  /// Reads the octets behind the header; the error is the NOTIFICATION to send (RFC 4271 §6.2).
  ///
  /// What any session refuses is refused here: version, AS 0, hold time 1 and 2, identifier 0. What depends on the peer's
  /// configuration (the AS expected, our own identifier) is the session's to check.
  public init(decoding body: UnsafeRawBufferPointer) throws(NotificationMessage) {
    var cursor = WireCursor(body)
    guard let version = cursor.readUInt8() else { throw .malformedOpen }
    guard version == 4 else { throw .unsupportedVersion }
    guard let number = cursor.readUInt16(), let holdTime = cursor.readUInt16(), let routerID = cursor.readUInt32() else {
      throw .malformedOpen
    }
    var list: [Capability] = []
    try Self.readParameters(&cursor, into: &list)
    self.init(asNumber: ASNumber(UInt32(number)), holdTime: holdTime, routerID: RouterID(routerID), capabilities: list)
    if let wide = fourOctetAS { asNumber = wide }
    guard asNumber != .zero else { throw .badPeerAS }
    guard holdTime == 0 || holdTime >= 3 else { throw .unacceptableHoldTime }
    guard routerID != 0 else { throw .badBGPIdentifier }
  }

  /// Reads the optional parameters in the form of RFC 4271 or, after the marker of two 255, of RFC 9072.
  private static func readParameters(_ cursor: inout WireCursor, into list: inout [Capability]) throws(NotificationMessage) {
    guard let shortLength = cursor.readUInt8() else { throw .malformedOpen }
    var length = Int(shortLength)
    var isExtended = false
    // RFC 9072 §2: "Non-Ext OP Type" 255 directly behind the length says extended; the length itself "SHOULD" be 255 as well
    // but any other than 0 must be accepted.
    if length != 0 {
      var ahead = cursor
      if ahead.readUInt8() == 255, let extendedLength = ahead.readUInt16() {
        (cursor, length, isExtended) = (ahead, Int(extendedLength), true)
      }
    }
    guard length == cursor.remaining else { throw .malformedOpen }
    while !cursor.isAtEnd {
      guard let type = cursor.readUInt8(),
        let size = isExtended ? cursor.readUInt16().map(Int.init) : cursor.readUInt8().map(Int.init),
        let value = cursor.readBytes(size)
      else { throw .malformedOpen }
      guard type == 2 else { throw .unsupportedOptionalParameter }
      guard Capability.read(from: value, into: &list) else { throw .malformedOpen }
    }
  }

  /// The number of the four-octet AS capability, nil without it.
  public var fourOctetAS: ASNumber? {
    for case .fourOctetAS(let number) in capabilities { return number }
    return nil
  }

  /// The whole message, header included; in the extended form of RFC 9072 only when the capabilities do not fit otherwise.
  public func encoded() -> [UInt8] {
    var writer = WireBytes()
    writer.append(4 as UInt8)
    writer.append(asNumber.rawValue > 0xFFFF ? UInt16(ASNumber.trans.rawValue) : UInt16(asNumber.rawValue))
    writer.append(holdTime)
    writer.append(routerID.rawValue)
    let list = capabilities.flatMap { $0.encoded() }
    if list.isEmpty {
      writer.append(0 as UInt8)
    } else if list.count <= 253 {
      writer.append([UInt8(list.count + 2), 2, UInt8(list.count)])
      writer.append(list)
    } else {
      writer.append([255, 255])
      writer.append(UInt16(truncatingIfNeeded: list.count + 3))
      writer.append(2 as UInt8)
      writer.append(UInt16(truncatingIfNeeded: list.count))
      writer.append(list)
    }
    return WireBytes.message(.open, writer.bytes)
  }
}
