/// The header of one path attribute, and where its value is (RFC 4271 §4.3).
@frozen
@usableFromInline
struct AttributeHeader {
  /// The flags octet as received.
  @usableFromInline var flags: UInt8
  /// The type code.
  @usableFromInline var code: UInt8
  /// Where the attribute begins.
  @usableFromInline var start: Int
  /// Where the value begins.
  @usableFromInline var valueStart: Int
  /// Where the attribute ends.
  @usableFromInline var end: Int

  /// Whether the length is written as shortly as it can be.
  @inline(__always) var isMinimal: Bool { flags & 0x10 == 0 || end &- valueStart > 255 }

  /// Reads the header and passes over the value; nil when either runs over the end.
  @inline(__always)
  init?(_ cursor: inout WireCursor) {
    start = cursor.offset
    guard let flags = cursor.readUInt8(), let code = cursor.readUInt8() else { return nil }
    var length = 0
    if flags & 0x10 != 0 {
      guard let long = cursor.readUInt16() else { return nil }
      length = Int(long)
    } else {
      guard let short = cursor.readUInt8() else { return nil }
      length = Int(short)
    }
    valueStart = cursor.offset
    guard cursor.skip(length) else { return nil }
    end = cursor.offset
    self.flags = flags
    self.code = code
  }

  /// The value, as a slice of the field that the header was read from.
  @inline(__always)
  func value(in field: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(rebasing: field[valueStart..<end])
  }
}
