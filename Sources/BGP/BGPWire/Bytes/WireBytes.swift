/// Appends numbers in network order to an array: for messages that are written once in a session.
///
/// UPDATEs do not go through it (see ``UpdateWriter``): an append costs three times a raw store.
struct WireBytes {
  /// What was written.
  private(set) var bytes: [UInt8] = []

  /// Appends one octet.
  mutating func append(_ value: UInt8) { bytes.append(value) }

  /// Appends two octets.
  mutating func append(_ value: UInt16) { withUnsafeBytes(of: value.bigEndian) { bytes.append(contentsOf: $0) } }

  /// Appends four octets.
  mutating func append(_ value: UInt32) { withUnsafeBytes(of: value.bigEndian) { bytes.append(contentsOf: $0) } }

  /// Appends octets as they are.
  mutating func append(_ value: some Sequence<UInt8>) { bytes.append(contentsOf: value) }

  /// Appends octets behind a length of one octet; what does not fit is cut.
  mutating func appendCounted(_ value: some Collection<UInt8>) {
    let cut = value.prefix(255)
    bytes.append(UInt8(cut.count))
    bytes.append(contentsOf: cut)
  }

  /// A whole message: header and body.
  static func message(_ type: MessageType, _ body: [UInt8]) -> [UInt8] {
    var writer = WireBytes()
    writer.append(repeatElement(0xFF as UInt8, count: 16))
    writer.append(UInt16(truncatingIfNeeded: MessageHeader.length + body.count))
    writer.append(type.rawValue)
    writer.append(body)
    return writer.bytes
  }
}
