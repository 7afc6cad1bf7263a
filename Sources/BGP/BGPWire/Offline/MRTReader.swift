import NetTypes

/// Reads messages from an MRT file (RFC 6396, RFC 8050): BGP4MP, BGP4MP_ET and TABLE_DUMP_V2.
///
/// A route of a table dump becomes the UPDATE that would announce it. Records of other types are passed over; a record that cannot
/// be read becomes a message with a fault, and reading goes on behind it.
public struct MRTReader: Sequence, IteratorProtocol {
  private let bytes: [UInt8]
  private let options: DecodeOptions
  private var position = 0
  private var ready: [DecodedMessage] = []
  private var peers: [MRTPeer] = []

  /// A reader of a file's octets. AS number size and path identifiers come from the records, the rest from the options.
  public init(_ bytes: [UInt8], options: DecodeOptions) {
    self.bytes = bytes
    self.options = options
  }

  /// The next message, nil at the end.
  public mutating func next() -> DecodedMessage? {
    while ready.isEmpty {
      guard position < bytes.count else { return nil }
      readRecord()
    }
    return ready.removeLast()  // they are stored in reverse
  }

  private mutating func readRecord() {
    let (size, messages) = bytes.withUnsafeBytes { all in
      var cursor = WireCursor(UnsafeRawBufferPointer(rebasing: all[position...]))
      guard let header = MRTHeader(&cursor), let body = cursor.readBytes(header.length) else {
        return (all.count - position, [DecodedMessage(unreadable: nil, "the MRT record at octet \(position) is cut")])
      }
      return (cursor.offset, Self.read(header, body, &peers, options))
    }
    position += size
    ready = messages.reversed()
  }

  private static func read(
    _ header: MRTHeader, _ body: UnsafeRawBufferPointer, _ peers: inout [MRTPeer], _ options: DecodeOptions
  ) -> [DecodedMessage] {
    var cursor = WireCursor(body)
    switch header.type {
    case 13:
      if header.subtype == 1 {
        guard let table = MRTPeer.readTable(&cursor) else { return [header.broken("PEER_INDEX_TABLE")] }
        peers = table
        return []
      }
      guard let dump = MRTTableDump(header, peers, options) else { return [] }
      return dump.read(&cursor)
    case 16: return MRTMessage.read(header, &cursor, microseconds: 0, options)
    case 17:
      guard let microseconds = cursor.readUInt32() else { return [header.broken("BGP4MP_ET")] }
      return MRTMessage.read(header, &cursor, microseconds: microseconds, options)
    default: return []
    }
  }
}

/// The header of an MRT record (RFC 6396 §2).
struct MRTHeader {
  let seconds: UInt32
  let type: UInt16
  let subtype: UInt16
  let length: Int

  init?(_ cursor: inout WireCursor) {
    guard let seconds = cursor.readUInt32(), let type = cursor.readUInt16(), let subtype = cursor.readUInt16(),
      let length = cursor.readUInt32()
    else { return nil }
    (self.seconds, self.type, self.subtype, self.length) = (seconds, type, subtype, Int(length))
  }

  /// The message that stands for a record that cannot be read.
  func broken(_ name: String) -> DecodedMessage {
    var message = DecodedMessage(unreadable: nil, "the MRT record \(name) is shorter than what it should hold")
    message.source = .init(microseconds: Int64(seconds) * 1_000_000, peer: nil, peerAS: nil)
    return message
  }
}
