/// Writes attributes in canonical form into memory that somebody else owns, one behind the other.
///
/// Attributes that are already canonical and stand side by side in the message are copied together. What does not fit is not
/// written and sets ``overflowed``.
struct AttributeOutput {
  private let base: UnsafeMutableRawBufferPointer
  private let capacity: Int
  /// Octets written.
  private(set) var count = 0
  /// Whether something did not fit.
  private(set) var overflowed = false
  /// Where the value of the attribute under construction begins.
  private var openValue = 0

  /// Writes to the start of the memory, up to a limit within it.
  init(_ memory: UnsafeMutableRawBufferPointer, limit: Int) {
    base = memory
    capacity = min(memory.count, max(limit, 0))
  }

  /// What was written so far.
  var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(rebasing: base[..<count]) }

  @inline(__always)
  private mutating func makeRoom(_ size: Int) -> Bool {
    if size <= capacity &- count { return true }
    overflowed = true
    return false
  }

  /// Appends octets as they are.
  @inline(__always)
  mutating func append(_ octets: UnsafeRawBufferPointer) {
    guard makeRoom(octets.count) else { return }
    UnsafeMutableRawBufferPointer(rebasing: base[count..<count &+ octets.count]).copyMemory(from: octets)
    count &+= octets.count
  }

  /// Appends a number in network order.
  @inline(__always)
  mutating func append<Number: FixedWidthInteger & BitwiseCopyable>(_ number: Number) {
    guard makeRoom(MemoryLayout<Number>.size) else { return }
    base.storeBytes(of: number.bigEndian, toByteOffset: count, as: Number.self)
    count &+= MemoryLayout<Number>.size
  }

  /// Appends a header with the shortest length encoding; `flags` without the Extended Length bit.
  @inline(__always)
  mutating func appendHeader(_ flags: UInt8, _ code: UInt8, length: Int) {
    if length > 255 {
      append(flags | 0x10)
      append(code)
      append(UInt16(truncatingIfNeeded: length))
      if length > 0xFFFF { overflowed = true }
    } else {
      append(flags)
      append(code)
      append(UInt8(truncatingIfNeeded: length))
    }
  }

  /// Appends marker, a length to be set later, the type of UPDATE and four octets of zero: no withdrawn routes, and the length of
  /// the attributes, to be set later.
  @inline(__always)
  mutating func appendUpdateHeader() {
    guard makeRoom(MessageHeader.length &+ 4) else { return }
    base.storeBytes(of: UInt64.max, toByteOffset: count, as: UInt64.self)
    base.storeBytes(of: UInt64.max, toByteOffset: count &+ 8, as: UInt64.self)
    base.storeBytes(of: 0 as UInt32, toByteOffset: count &+ 16, as: UInt32.self)
    base.storeBytes(of: 0 as UInt32, toByteOffset: count &+ 19, as: UInt32.self)
    base.storeBytes(of: MessageType.update.rawValue, toByteOffset: count &+ 18, as: UInt8.self)
    count &+= MessageHeader.length &+ 4
  }

  /// Appends NEXT_HOP.
  @inline(__always)
  mutating func appendNextHop(_ address: UInt32) {
    guard makeRoom(7) else { return }
    let header: UInt32 = 0x4003_0400
    base.storeBytes(of: header.bigEndian, toByteOffset: count, as: UInt32.self)
    base.storeBytes(of: address.bigEndian, toByteOffset: count &+ 3, as: UInt32.self)
    count &+= 7
  }

  /// Begins an attribute whose length is known only when it is written.
  mutating func open(_ flags: UInt8, _ code: UInt8) {
    append(flags | 0x10)
    append(code)
    append(0 as UInt16)
    openValue = count
  }

  /// Where the value of the open attribute begins.
  var openOffset: Int { openValue }

  /// The value of the open attribute so far.
  var openBytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(rebasing: bytes[min(openValue, count)...]) }

  /// Ends the attribute that was opened: sets its length and takes the long encoding back when it was not needed.
  mutating func close() {
    let length = count - openValue
    if overflowed || length > 0xFFFF {
      overflowed = true
    } else if length > 255 {
      base.storeBytes(of: UInt16(length).bigEndian, toByteOffset: openValue - 2, as: UInt16.self)
    } else {
      let value = UnsafeRawBufferPointer(rebasing: base[openValue..<count])
      UnsafeMutableRawBufferPointer(rebasing: base[openValue - 1..<count - 1]).copyMemory(from: value)
      base.storeBytes(of: UInt8(length), toByteOffset: openValue - 2, as: UInt8.self)
      let flags = base.load(fromByteOffset: openValue - 4, as: UInt8.self)
      base.storeBytes(of: flags & ~0x10, toByteOffset: openValue - 4, as: UInt8.self)
      count -= 1
    }
  }

  /// Takes back what was written behind an offset.
  mutating func truncate(to offset: Int) {
    count = min(count, offset)
    overflowed = false
  }

  /// Changes an octet that was written.
  mutating func replace(_ octet: UInt8, at offset: Int) {
    if offset >= 0 && offset < count { base.storeBytes(of: octet, toByteOffset: offset, as: UInt8.self) }
  }
}
