/// One netlink message, pointing into the buffer that it was received in.
package struct NetlinkMessage {
  /// Octets of the header (nlmsghdr).
  static let headerLength = 16

  package let kind: UInt16
  package let flags: MessageFlags
  package let sequence: UInt32
  /// Who caused it: the port of the requesting socket, 0 for the kernel.
  package let port: UInt32
  package let payload: UnsafeRawBufferPointer
}

/// One attribute of a message, pointing into the buffer.
package struct NetlinkAttribute {
  /// The type without the two bits that mark nesting and byte order.
  package let type: UInt16
  package let payload: UnsafeRawBufferPointer
}

/// Walks the messages of one datagram; ends at the first that does not fit.
struct MessageReader {
  private var rest: UnsafeRawBufferPointer
  /// Whether octets were left that are no whole message.
  private(set) var isBroken = false

  init(_ bytes: UnsafeRawBufferPointer) { rest = bytes }

  mutating func next() -> NetlinkMessage? {
    guard !rest.isEmpty else { return nil }
    guard let length = rest.number(at: 0, as: UInt32.self).map(Int.init), length >= NetlinkMessage.headerLength, length <= rest.count,
      let kind = rest.number(at: 4, as: UInt16.self), let flags = rest.number(at: 6, as: UInt16.self),
      let sequence = rest.number(at: 8, as: UInt32.self), let port = rest.number(at: 12, as: UInt32.self)
    else {
      isBroken = true
      return nil
    }
    let payload = rest.slice(NetlinkMessage.headerLength..<length)
    rest = rest.slice(min(aligned(length), rest.count)..<rest.count)
    return NetlinkMessage(kind: kind, flags: MessageFlags(rawValue: flags), sequence: sequence, port: port, payload: payload)
  }
}

/// Walks attributes; ends at the first that does not fit.
package struct AttributeReader {
  private var rest: UnsafeRawBufferPointer

  package init(_ bytes: UnsafeRawBufferPointer) { rest = bytes }

  /// The attributes behind a fixed header of the message; none when the message is too short.
  package init(_ bytes: UnsafeRawBufferPointer, after headerLength: Int) {
    rest = bytes.slice(min(aligned(headerLength), bytes.count)..<bytes.count)
  }

  package mutating func next() -> NetlinkAttribute? {
    guard let length = rest.number(at: 0, as: UInt16.self).map(Int.init), length >= 4, length <= rest.count,
      let type = rest.number(at: 2, as: UInt16.self)
    else { return nil }
    let payload = rest.slice(4..<length)
    rest = rest.slice(min(aligned(length), rest.count)..<rest.count)
    return NetlinkAttribute(type: type & 0x3FFF, payload: payload)
  }
}

/// Rounds up to the four octets of NLMSG_ALIGN, RTA_ALIGN and RTNH_ALIGN.
func aligned(_ length: Int) -> Int { (length + 3) & ~3 }

extension UnsafeRawBufferPointer {
  /// A number in host byte order; nil when it does not fit. Every read of this module from the kernel's bytes goes through here.
  package func number<Number: FixedWidthInteger>(at offset: Int, as type: Number.Type) -> Number? {
    guard offset >= 0, offset <= count - MemoryLayout<Number>.size else { return nil }
    return loadUnaligned(fromByteOffset: offset, as: type)
  }

  /// A part of the buffer; the range is known to be inside.
  package func slice(_ range: Range<Int>) -> UnsafeRawBufferPointer { UnsafeRawBufferPointer(rebasing: self[range]) }

  /// Octets up to the first NUL, as text.
  package var text: String { String(decoding: prefix { $0 != 0 }, as: UTF8.self) }
}
