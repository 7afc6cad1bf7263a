import NetTypes

/// A peer of PEER_INDEX_TABLE (RFC 6396 §4.3.1).
struct MRTPeer {
  let address: IPAddress?
  let asNumber: ASNumber

  /// Reads the table; nil when it is cut.
  static func readTable(_ cursor: inout WireCursor) -> [MRTPeer]? {
    guard cursor.skip(4), let nameLength = cursor.readUInt16(), cursor.skip(Int(nameLength)), let count = cursor.readUInt16() else {
      return nil
    }
    var peers: [MRTPeer] = []
    for _ in 0..<count {
      // bit 0: the address is IPv6; bit 1: the AS number has four octets
      guard let type = cursor.readUInt8(), cursor.skip(4), let address = cursor.readBytes(type & 1 == 0 ? 4 : 16),
        let number = type & 2 == 0 ? cursor.readUInt16().map(UInt32.init) : cursor.readUInt32()
      else { return nil }
      peers.append(MRTPeer(address: IPAddress(octets: address), asNumber: ASNumber(number)))
    }
    return peers
  }
}

/// RIB records of TABLE_DUMP_V2 for unicast (RFC 6396 §4.3.2, RFC 8050 §4).
struct MRTTableDump {
  private let header: MRTHeader
  private let peers: [MRTPeer]
  private let options: DecodeOptions
  private let family: AddressFamily
  private let hasPathIDs: Bool

  /// nil for subtypes that are no unicast RIB.
  init?(_ header: MRTHeader, _ peers: [MRTPeer], _ options: DecodeOptions) {
    switch header.subtype {
    case 2, 8: family = .ipv4
    case 4, 10: family = .ipv6
    default: return nil
    }
    hasPathIDs = header.subtype >= 8
    self.header = header
    self.peers = peers
    self.options = options
  }

  /// Reads the entries: one message for each peer's route.
  func read(_ cursor: inout WireCursor) -> [DecodedMessage] {
    guard cursor.skip(4), let length = cursor.readUInt8(), Int(length) <= family.bitWidth,
      let octets = cursor.readBytes((Int(length) + 7) / 8), let count = cursor.readUInt16()
    else { return [header.broken("RIB")] }
    let prefix = [length] + Array(octets)
    var messages: [DecodedMessage] = []
    for _ in 0..<count {
      guard let message = readEntry(&cursor, prefix) else { return messages + [header.broken("RIB")] }
      messages.append(message)
    }
    return messages
  }

  private func readEntry(_ cursor: inout WireCursor, _ prefix: [UInt8]) -> DecodedMessage? {
    guard let index = cursor.readUInt16(), let seconds = cursor.readUInt32() else { return nil }
    var nlri = prefix
    if hasPathIDs {
      guard let pathID = cursor.readBytes(4) else { return nil }
      nlri = Array(pathID) + prefix
    }
    guard let length = cursor.readUInt16(), let attributes = cursor.readBytes(Int(length)) else { return nil }
    var own = options
    own.fourOctetAS = true  // RFC 6396 §4.3.4: always four octets here
    own.addPath = hasPathIDs ? FamilySet(family) : []
    let peer = Int(index) < peers.count ? peers[Int(index)] : nil
    if peer?.asNumber == .zero { own.peerType = .internal }  // the recorder's own routes, with an empty path
    var message = DecodedMessage(decoding: WireBytes.message(.update, body(attributes, nlri)), options: own)
    message.source = .init(microseconds: Int64(seconds) * 1_000_000, peer: peer?.address, peerAS: peer?.asNumber)
    return message
  }

  /// The body of the UPDATE: the prefix goes into MP_REACH_NLRI where there is one, else, for IPv4, into the NLRI field.
  private func body(_ attributes: UnsafeRawBufferPointer, _ nlri: [UInt8]) -> [UInt8] {
    var field: [UInt8] = []
    var cursor = WireCursor(attributes)
    var end = 0
    var isInAttribute = false
    while let attribute = AttributeHeader(&cursor) {
      end = attribute.end
      if attribute.code == AttributeType.mpReach.rawValue {
        field += expanded(attribute.value(in: attributes), nlri)
        isInAttribute = true
      } else {
        field += attributes[attribute.start..<attribute.end]
      }
    }
    field += attributes[end...]  // what is cut stays, and is a fault of the message
    var writer = WireBytes()
    writer.append(0 as UInt16)
    writer.append(UInt16(truncatingIfNeeded: field.count))
    writer.append(field)
    if !isInAttribute && family == .ipv4 { writer.append(nlri) }
    return writer.bytes
  }

  /// RFC 6396 §4.3.4: MP_REACH_NLRI is cut down to length and next hop. Some writers leave it whole: then it begins with the AFI,
  /// whose first octet is 0.
  private func expanded(_ value: UnsafeRawBufferPointer, _ nlri: [UInt8]) -> [UInt8] {
    var nextHop = Array(value)
    if value.first == 0 && value.count > 4 { nextHop = Array(value[3...].prefix(1 + Int(value[3]))) }
    var writer = WireBytes()
    writer.append(family.afi)
    writer.append(1 as UInt8)
    writer.append(nextHop)
    writer.append(0 as UInt8)
    writer.append(nlri)
    var attribute = WireBytes()
    attribute.append([0x90, AttributeType.mpReach.rawValue])
    attribute.append(UInt16(truncatingIfNeeded: writer.bytes.count))
    attribute.append(writer.bytes)
    return attribute.bytes
  }
}
