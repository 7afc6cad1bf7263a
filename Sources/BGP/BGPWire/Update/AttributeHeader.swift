/// The header of one path attribute, and where its value is (RFC 4271 §4.3): offsets into the field it was read from.
@frozen
@usableFromInline
struct AttributeHeader {
  /// The flags octet as received.
  @usableFromInline let flags: UInt8
  /// The type code.
  @usableFromInline let code: UInt8
  private let start32: UInt32
  private let valueStart32: UInt32
  private let end32: UInt32

  /// No attribute: one that ends where nothing begins.
  static let none = AttributeHeader(flags: 0, code: 0, start: 0, valueStart: 0, end: 0)

  /// Whether this is an attribute, not ``none``; no attribute ends at 0, as its header has three octets.
  @inline(__always) var isPresent: Bool { end32 != 0 }
  /// Whether this is MP_REACH_NLRI or MP_UNREACH_NLRI.
  @inline(__always) var isMultiprotocol: Bool { code &- AttributeType.mpReach.rawValue < 2 }
  /// Where the attribute begins.
  @inline(__always) var start: Int { Int(start32) }
  /// Where the value begins.
  @inline(__always) var valueStart: Int { Int(valueStart32) }
  /// Where the attribute ends.
  @inline(__always) var end: Int { Int(end32) }

  @inline(__always)
  private init(flags: UInt8, code: UInt8, start: Int, valueStart: Int, end: Int) {
    self.flags = flags
    self.code = code
    start32 = UInt32(truncatingIfNeeded: start)
    valueStart32 = UInt32(truncatingIfNeeded: valueStart)
    end32 = UInt32(truncatingIfNeeded: end)
  }

  /// Reads the header and passes over the value; nil, and the cursor somewhere in the header, when either runs over the end.
  @inline(__always)
  init?(_ cursor: inout WireCursor) {
    let start = cursor.offset
    // All of the longest header at once, where four octets are there.
    guard let head = cursor.peekUInt32() else {
      guard let short = Self(short: &cursor) else { return nil }
      self = short
      return
    }
    let isLong = head & 0x1000_0000 != 0
    let length = isLong ? Int(head & 0xFFFF) : Int(head &>> 8 & 0xFF)
    let headerLength = isLong ? 4 : 3
    guard cursor.skip(headerLength &+ length) else { return nil }
    self.init(
      flags: UInt8(truncatingIfNeeded: head &>> 24), code: UInt8(truncatingIfNeeded: head &>> 16), start: start,
      valueStart: start &+ headerLength, end: cursor.offset)
  }

  /// The only attribute of fewer than four octets: a header with a length of 0.
  @inline(never)
  private init?(short cursor: inout WireCursor) {
    let start = cursor.offset
    guard let flags = cursor.readUInt8(), let code = cursor.readUInt8(), flags & 0x10 == 0, cursor.readUInt8() == 0 else { return nil }
    self.init(flags: flags, code: code, start: start, valueStart: cursor.offset, end: cursor.offset)
  }

  /// The value, as a slice of the field that the header was read from.
  @inline(__always)
  func value(in field: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(rebasing: field[valueStart..<end])
  }

  /// The whole attribute, as a slice of the field that the header was read from.
  @inline(__always)
  func whole(in field: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer { UnsafeRawBufferPointer(rebasing: field[start..<end]) }
}
