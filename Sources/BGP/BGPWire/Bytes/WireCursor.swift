/// Reads numbers in network order out of bytes from the wire; the one type of this module that loads from them.
///
/// Every read checks what is left, and answers nil (or false) instead of reading over the end, so that no other code needs to
/// be trusted with a pointer. Loads themselves are unchecked in release builds and checked in debug builds.
@frozen
@usableFromInline
struct WireCursor {
  /// The bytes that may be read.
  @usableFromInline let bytes: UnsafeRawBufferPointer
  /// Where the next read begins; never past the end.
  @usableFromInline private(set) var offset: Int

  @inlinable
  init(_ bytes: UnsafeRawBufferPointer) {
    self.bytes = bytes
    offset = 0
  }

  /// Octets that are left.
  @inlinable var remaining: Int { bytes.count &- offset }

  /// Whether nothing is left.
  @inlinable var isAtEnd: Bool { offset == bytes.count }

  /// The next octet.
  @inlinable @inline(__always)
  mutating func readUInt8() -> UInt8? {
    if remaining < 1 { return nil }
    defer { offset &+= 1 }
    return bytes[offset]
  }

  /// The next two octets.
  @inlinable @inline(__always)
  mutating func readUInt16() -> UInt16? { readInteger(UInt16.self) }

  /// The next four octets.
  @inlinable @inline(__always)
  mutating func readUInt32() -> UInt32? { readInteger(UInt32.self) }

  /// The next eight octets.
  @inlinable @inline(__always)
  mutating func readUInt64() -> UInt64? { readInteger(UInt64.self) }

  @inlinable @inline(__always)
  mutating func readInteger<Number: FixedWidthInteger & BitwiseCopyable>(_ type: Number.Type) -> Number? {
    let size = MemoryLayout<Number>.size
    if remaining < size { return nil }
    defer { offset &+= size }
    return Number(bigEndian: bytes.loadUnaligned(fromByteOffset: offset, as: type))
  }

  /// The next octets as a slice, nil when fewer are left or the count is negative.
  @inlinable @inline(__always)
  mutating func readBytes(_ count: Int) -> UnsafeRawBufferPointer? {
    if count < 0 || remaining < count { return nil }
    defer { offset &+= count }
    return UnsafeRawBufferPointer(rebasing: bytes[offset..<offset &+ count])
  }

  /// All that is left, as a slice.
  @inlinable
  mutating func readRest() -> UnsafeRawBufferPointer {
    defer { offset = bytes.count }
    return UnsafeRawBufferPointer(rebasing: bytes[offset...])
  }

  /// Passes over octets; false, and nothing passed, when fewer are left.
  @inlinable @inline(__always)
  mutating func skip(_ count: Int) -> Bool {
    if count < 0 || remaining < count { return false }
    offset &+= count
    return true
  }

  /// The next four octets without passing over them, for readers that mask off what they do not need.
  @inlinable @inline(__always)
  func peekUInt32() -> UInt32? {
    if remaining < 4 { return nil }
    return UInt32(bigEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
  }

  /// The fewer than four octets that are left, left-aligned, by a load that begins before them; nil when the whole field is shorter
  /// than four octets, or as many are left.
  @inlinable @inline(__always)
  func peekTail() -> UInt32? {
    if bytes.count < 4 || remaining > 3 { return nil }
    let last = UInt32(bigEndian: bytes.loadUnaligned(fromByteOffset: bytes.count &- 4, as: UInt32.self))
    return last << UInt32(truncatingIfNeeded: 8 &* (4 &- remaining))
  }

  /// An address of up to 16 octets, left-aligned in two halves; the octets that are not there count as zero.
  @inlinable
  mutating func readLeftAligned(octets count: Int) -> (high: UInt64, low: UInt64)? {
    if count < 0 || count > 16 || remaining < count { return nil }
    var high: UInt64 = 0
    var low: UInt64 = 0
    if remaining >= 16 {
      high = UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
      low = UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: offset &+ 8, as: UInt64.self))
    } else {
      for index in 0..<count {
        let octet = UInt64(bytes[offset &+ index])
        if index < 8 { high |= octet << UInt64(56 - 8 * index) } else { low |= octet << UInt64(120 - 8 * index) }
      }
    }
    offset &+= count
    return (high, low)
  }
}
