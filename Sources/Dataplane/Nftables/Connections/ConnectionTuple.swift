import KernelRoutes
import NetTypes

/// One direction of a tracked connection.
struct ConnectionTuple {
  var source: IPAddress?
  var destination: IPAddress?
  var ipProtocol: UInt8 = 0
  var sourcePort: UInt16 = 0
  var destinationPort: UInt16 = 0
  var icmpType: UInt8 = 0
  var icmpCode: UInt8 = 0

  init(_ bytes: UnsafeRawBufferPointer) {
    var parts = AttributeReader(bytes)
    while let part = parts.next() {
      if part.type == ConnectionAttribute.addresses { readAddresses(part.payload) }
      if part.type == ConnectionAttribute.transport { readTransport(part.payload) }
    }
  }

  private mutating func readAddresses(_ bytes: UnsafeRawBufferPointer) {
    var attributes = AttributeReader(bytes)
    while let attribute = attributes.next() {
      if ConnectionAttribute.sources.contains(attribute.type) { source = IPAddress(octets: attribute.payload) }
      if ConnectionAttribute.destinations.contains(attribute.type) { destination = IPAddress(octets: attribute.payload) }
    }
  }

  private mutating func readTransport(_ bytes: UnsafeRawBufferPointer) {
    var attributes = AttributeReader(bytes)
    while let attribute = attributes.next() {
      let octet = attribute.payload.number(at: 0, as: UInt8.self) ?? 0
      let word = UInt16(bigEndian: attribute.payload.number(at: 0, as: UInt16.self) ?? 0)
      switch attribute.type {
      case ConnectionAttribute.ipProtocol: ipProtocol = octet
      case ConnectionAttribute.sourcePort: sourcePort = word
      case ConnectionAttribute.destinationPort: destinationPort = word
      case let type where ConnectionAttribute.icmpTypes.contains(type): icmpType = octet
      case let type where ConnectionAttribute.icmpCodes.contains(type): icmpCode = octet
      default: break
      }
    }
  }
}

extension LiveConnection {
  /// Reads a message about a connection; nil when it is broken.
  init?(_ message: UnsafeRawBufferPointer) {
    var (original, reply): (ConnectionTuple?, ConnectionTuple?) = (nil, nil)
    var writer = NetlinkWriter()
    var attributes = AttributeReader(message, after: 4)
    while let attribute = attributes.next() {
      switch attribute.type {
      case ConnectionAttribute.original:
        original = ConnectionTuple(attribute.payload)
        writer.nested(attribute.type) { $0.append(attribute.payload) }
      case ConnectionAttribute.reply: reply = ConnectionTuple(attribute.payload)
      case ConnectionAttribute.mark: mark = UInt32(bigEndian: attribute.payload.number(at: 0, as: UInt32.self) ?? 0)
      case ConnectionAttribute.id, ConnectionAttribute.zone: writer.attribute(attribute.type) { $0.append(attribute.payload) }
      default: break
      }
    }
    guard let original, let source = original.source, let destination = reply?.source ?? original.destination else { return nil }
    self.source = source
    self.destination = destination
    ipProtocol = original.ipProtocol
    sourcePort = original.sourcePort
    destinationPort = reply?.sourcePort ?? original.destinationPort
    (icmpType, icmpCode) = (original.icmpType, original.icmpCode)
    identity = writer.bytes
  }
}

extension NetlinkWriter {
  fileprivate mutating func append(_ bytes: UnsafeRawBufferPointer) {
    for byte in bytes { append(byte) }
  }
}
