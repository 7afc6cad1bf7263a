import NetTypes

/// Builds a batch of netlink messages; lengths are filled in when a message, an attribute or a next hop ends.
package struct NetlinkWriter {
  /// The messages, ready to be sent.
  package private(set) var bytes: [UInt8] = []

  package init(capacity: Int = 0) { bytes.reserveCapacity(capacity) }

  package mutating func removeAll() { bytes.removeAll(keepingCapacity: true) }

  /// One message; `content` writes what follows the header.
  package mutating func message(_ kind: UInt16, _ flags: MessageFlags, sequence: UInt32, content: (inout NetlinkWriter) -> Void) {
    let start = bytes.count
    append(UInt32(0))
    append(kind)
    append(flags.rawValue)
    append(sequence)
    append(UInt32(0))
    content(&self)
    patch(UInt32(truncatingIfNeeded: bytes.count - start), at: start)
  }

  /// One attribute; `content` writes its value.
  package mutating func attribute(_ type: UInt16, content: (inout NetlinkWriter) -> Void) {
    let start = bytes.count
    append(UInt16(0))
    append(type)
    content(&self)
    patch(UInt16(truncatingIfNeeded: bytes.count - start), at: start)
    pad()
  }

  /// An attribute of one number.
  package mutating func attribute(_ type: UInt16, _ value: UInt32) { attribute(type) { $0.append(value) } }

  /// An attribute of one address in network byte order.
  package mutating func attribute(_ type: UInt16, _ address: IPAddress) { attribute(type) { $0.append(address) } }

  /// One entry of RTA_MULTIPATH (rtnexthop); `content` writes its attributes.
  mutating func multipathHop(flags: UInt8, weight: UInt8, interfaceIndex: UInt32, content: (inout NetlinkWriter) -> Void) {
    let start = bytes.count
    append(UInt16(0))
    append(flags)
    append(weight &- 1)  // rtnh_hops is the weight minus one
    append(interfaceIndex)
    content(&self)
    patch(UInt16(truncatingIfNeeded: bytes.count - start), at: start)
    pad()
  }

  package mutating func append<Number: FixedWidthInteger>(_ value: Number) {
    withUnsafeBytes(of: value) { bytes.append(contentsOf: $0) }
  }

  package mutating func append(_ address: IPAddress) {
    switch address {
    case .v4(let address): append(address.rawValue.bigEndian)
    case .v6(let address):
      append(address.high.bigEndian)
      append(address.low.bigEndian)
    }
  }

  private mutating func pad() {
    while bytes.count & 3 != 0 { bytes.append(0) }
  }

  private mutating func patch<Number: FixedWidthInteger>(_ value: Number, at offset: Int) {
    withUnsafeBytes(of: value) { source in
      for index in source.indices { bytes[offset + index] = source[index] }
    }
  }
}
