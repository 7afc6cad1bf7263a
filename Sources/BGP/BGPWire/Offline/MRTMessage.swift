import NetTypes

/// BGP4MP records: messages as they were on the wire (RFC 6396 §4.4, RFC 8050 §3).
enum MRTMessage {
  /// Reads the messages of a record; none for state changes.
  static func read(
    _ header: MRTHeader, _ cursor: inout WireCursor, microseconds: UInt32, _ options: DecodeOptions
  ) -> [DecodedMessage] {
    // 1 MESSAGE, 4 MESSAGE_AS4, 6 and 7 the same for messages that were sent; 8 to 11 all four with path identifiers
    guard [1, 4, 6, 7, 8, 9, 10, 11].contains(header.subtype) else { return [] }
    let isWide = [4, 7, 9, 11].contains(header.subtype)
    guard let peerAS = readAS(&cursor, isWide), readAS(&cursor, isWide) != nil, cursor.skip(2), let afi = cursor.readUInt16(),
      let family = AddressFamily(afi: afi), let peer = cursor.readBytes(family.bitWidth / 8), cursor.skip(family.bitWidth / 8)
    else { return [header.broken("BGP4MP")] }
    var own = options
    own.fourOctetAS = isWide
    own.addPath = header.subtype >= 8 ? .all : options.addPath
    var message = DecodedMessage(decoding: Array(cursor.readRest()), options: own)
    message.source = .init(
      microseconds: Int64(header.seconds) * 1_000_000 + Int64(microseconds), peer: IPAddress(octets: peer), peerAS: ASNumber(peerAS))
    return [message]
  }

  private static func readAS(_ cursor: inout WireCursor, _ isWide: Bool) -> UInt32? {
    isWide ? cursor.readUInt32() : cursor.readUInt16().map(UInt32.init)
  }
}
