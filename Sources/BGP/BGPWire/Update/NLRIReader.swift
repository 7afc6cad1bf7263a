import NetTypes

/// One prefix of an UPDATE.
@frozen
public struct NLRI: Hashable, Sendable {
  /// The prefix.
  public var prefix: IPPrefix
  /// The path identifier (RFC 7911), 0 in sessions without.
  public var pathID: UInt32

  /// Joins the parts.
  @inlinable
  public init(_ prefix: IPPrefix, pathID: UInt32 = 0) {
    self.prefix = prefix
    self.pathID = pathID
  }
}

/// Reads prefixes one after the other, without allocation (RFC 4271 §4.3, RFC 7911 §3).
///
/// A prefix that cannot be read ends the field, since what follows cannot be located: the error's scope is session reset
/// (RFC 7606 §5.3). Bits behind the length are "irrelevant" (RFC 4271 §4.3) and come out as zero.
@frozen
public struct NLRIReader {
  @usableFromInline var cursor: WireCursor
  /// The family of the prefixes.
  public let family: AddressFamily
  /// Whether each has a path identifier.
  public let addPath: Bool

  /// A reader at the start of a field.
  @inlinable
  public init(_ bytes: UnsafeRawBufferPointer, family: AddressFamily, addPath: Bool) {
    cursor = WireCursor(bytes)
    self.family = family
    self.addPath = addPath
  }

  /// The next prefix, nil at the end.
  @inlinable @inline(__always)
  public mutating func next() throws(AttributeFault) -> NLRI? {
    if family == .ipv4 {
      guard let next = try nextIPv4() else { return nil }
      let prefix = IPPrefix(family: .ipv4, high: UInt64(next.address) &<< 32, low: 0, length: next.length)
      return NLRI(prefix, pathID: next.pathID)
    }
    return try nextIPv6()
  }

  /// The next IPv4 prefix as plain numbers, nil at the end; host bits are zero. Only for a reader of IPv4.
  @inlinable @inline(__always)
  public mutating func nextIPv4() throws(AttributeFault) -> (address: UInt32, length: UInt8, pathID: UInt32)? {
    if cursor.isAtEnd { return nil }
    let pathID = try readPathID()
    guard let length = cursor.readUInt8() else { throw overrun() }
    if length > 32 { throw tooLong(length) }
    let octets = (Int(length) &+ 7) &>> 3
    guard let bits = readIPv4(octets) else { throw overrun() }
    // A shift by 32 gives 0, so that length 0 masks everything.
    return (bits & ~(UInt32.max >> UInt32(length)), length, pathID)
  }

  @inlinable
  mutating func nextIPv6() throws(AttributeFault) -> NLRI? {
    if cursor.isAtEnd { return nil }
    let pathID = try readPathID()
    guard let length = cursor.readUInt8() else { throw overrun() }
    if length > 128 { throw tooLong(length) }
    guard let (high, low) = cursor.readLeftAligned(octets: (Int(length) &+ 7) &>> 3) else { throw overrun() }
    return NLRI(IPPrefix(family: .ipv6, high: high, low: low, length: length), pathID: pathID)
  }

  @inlinable @inline(__always)
  mutating func readPathID() throws(AttributeFault) -> UInt32 {
    if !addPath { return 0 }
    guard let pathID = cursor.readUInt32() else { throw overrun() }
    return pathID
  }

  /// Up to four octets, left-aligned; reads all four at once where they are there, as the mask removes what belongs to others.
  @inlinable @inline(__always)
  mutating func readIPv4(_ octets: Int) -> UInt32? {
    if let bits = cursor.peekUInt32() {
      _ = cursor.skip(octets)
      return bits
    }
    if let bits = cursor.peekTail() { return cursor.skip(octets) ? bits : nil }
    guard let (high, _) = cursor.readLeftAligned(octets: octets) else { return nil }
    return UInt32(truncatingIfNeeded: high &>> 32)
  }

  @usableFromInline @inline(never)
  func overrun() -> AttributeFault { AttributeFault(nil, .prefixOverrun, .sessionReset, offset: cursor.offset) }

  @usableFromInline @inline(never)
  func tooLong(_ length: UInt8) -> AttributeFault { AttributeFault(nil, .prefixLength(length), .sessionReset, offset: cursor.offset) }
}
