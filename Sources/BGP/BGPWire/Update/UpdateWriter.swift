import NetTypes

/// Writes one UPDATE straight into the caller's memory (RFC 4271 §4.3, RFC 4760).
///
/// A message is either reachable routes with one attribute set and next hop, or withdrawn routes, of one family (RFC 7606 §5.1).
/// Begin it, append prefixes until that answers false, finish it; then make the next writer. MP_REACH_NLRI goes in front
/// (RFC 7606 §5.1), so the attributes behind it are written by ``finish()``: they must stay valid until then.
@frozen
public struct UpdateWriter {
  @usableFromInline let base: UnsafeMutableRawBufferPointer
  /// Where the next prefix goes.
  @usableFromInline var offset: Int
  /// Where prefixes must end.
  @usableFromInline var limit: Int
  @usableFromInline let fourOctetAS: Bool
  @usableFromInline let addPath: FamilySet
  @usableFromInline var hasPathIDs = false
  /// Prefixes in the message.
  public var count: Int { prefixes }
  @usableFromInline var prefixes = 0
  @usableFromInline var form = Form.none
  @usableFromInline var tail = UnsafeRawBufferPointer(start: nil, count: 0)

  /// Where the prefixes stand.
  @usableFromInline
  enum Form: UInt8 {
    case none, withdrawnField, nlriField, mpReach, mpUnreach
  }

  /// A writer for one message.
  ///
  /// - Parameters:
  ///   - buffer: Memory for at least `maximumLength` octets.
  ///   - maximumLength: What the session allows: 4096, or 65535 with extended messages (RFC 8654).
  ///   - fourOctetAS: Whether the session has AS numbers of four octets; else AS_PATH and AGGREGATOR are narrowed (RFC 6793).
  ///   - addPath: Families in which prefixes are sent with a path identifier (RFC 7911).
  public init(into buffer: UnsafeMutableRawBufferPointer, maximumLength: Int, fourOctetAS: Bool = true, addPath: FamilySet = []) {
    base = buffer
    limit = min(buffer.count, maximumLength, MessageHeader.extendedMaximum)
    offset = 0
    self.fourOctetAS = fourOctetAS
    self.addPath = addPath
  }

  /// Begins a message of reachable routes.
  ///
  /// IPv4 routes over an IPv4 next hop go into the NLRI field, all others into MP_REACH_NLRI (RFC 8950 for IPv4 over IPv6).
  /// - Returns: false when attributes and next hop leave no room for a prefix; the message must not be finished then.
  public mutating func beginReach(_ family: AddressFamily, canonical: UnsafeRawBufferPointer, nextHop: NextHop) -> Bool {
    hasPathIDs = addPath.contains(family)
    var output = AttributeOutput(base, limit: limit)
    output.appendUpdateHeader()
    if family == .ipv4 && nextHop.family == .ipv4 {
      form = .nlriField
      output.append(canonical, nextHop: nextHop, fourOctetAS: fourOctetAS)
      offset = output.count
    } else {
      form = .mpReach
      tail = canonical
      output.appendMPReach(family, nextHop)
      offset = output.count
      output.append(canonical, nextHop: nil, fourOctetAS: fourOctetAS)  // only to measure: prefixes overwrite it
      limit -= output.count - offset
    }
    return !output.overflowed && offset + Self.largestPrefix <= limit
  }

  /// Begins a message of withdrawn routes. Prefixes of either family; IPv4 ones go into the withdrawn routes field.
  /// - Returns: false when the buffer is too small for any message.
  public mutating func beginWithdraw(_ family: AddressFamily) -> Bool {
    hasPathIDs = addPath.contains(family)
    var output = AttributeOutput(base, limit: limit)
    output.appendUpdateHeader()
    if output.overflowed { return false }
    if family == .ipv4 {
      form = .withdrawnField
      limit -= 2  // the attributes' length moves behind the prefixes
      output.truncate(to: output.count - 2)
    } else {
      form = .mpUnreach
      output.appendMPUnreach(afi: family.afi)
    }
    offset = output.count
    return !output.overflowed && offset + Self.largestPrefix <= limit
  }

  /// Path identifier, length octet and sixteen octets of address.
  private static let largestPrefix = 21

  /// Ends the message.
  /// - Returns: Its length, header included; 0 when none was begun.
  public mutating func finish() -> Int {
    switch form {
    case .none: return 0
    case .withdrawnField:
      store(UInt16(truncatingIfNeeded: offset - Self.withdrawnStart), at: Self.withdrawnStart - 2)
      store(0, at: offset)
      offset += 2
    case .nlriField: break  // `append` of the attributes has set their length
    case .mpReach, .mpUnreach:
      store(UInt16(truncatingIfNeeded: offset - Self.mpValueStart), at: Self.mpValueStart - 2)
      var output = AttributeOutput(UnsafeMutableRawBufferPointer(rebasing: base[offset...]), limit: base.count - offset)
      output.append(tail, nextHop: nil, fourOctetAS: fourOctetAS)
      offset += output.count
      store(UInt16(truncatingIfNeeded: offset - Self.attributesStart), at: Self.attributesStart - 2)
    }
    store(UInt16(truncatingIfNeeded: offset), at: 16)
    form = .none
    return offset
  }

  private static let withdrawnStart = MessageHeader.length + 2
  private static let attributesStart = MessageHeader.length + 4
  /// Behind flags, type and two octets of length of the first attribute.
  private static let mpValueStart = attributesStart + 4

  private func store(_ number: UInt16, at offset: Int) {
    if offset + 2 <= base.count { base.storeBytes(of: number.bigEndian, toByteOffset: offset, as: UInt16.self) }
  }
}

extension UpdateWriter {
  /// Appends a prefix of the message's family.
  /// - Returns: false, and nothing appended, when the message is full.
  @inlinable @inline(__always)
  public mutating func append(_ prefix: IPPrefix, pathID: UInt32 = 0) -> Bool {
    if prefix.family == .ipv4 {
      return append(address: UInt32(truncatingIfNeeded: prefix.high &>> 32), length: prefix.length, pathID: pathID)
    }
    let octets = (Int(prefix.length) &+ 7) &>> 3
    guard beginPrefix(octets, prefix.length, pathID) else { return false }
    if offset &+ 16 <= base.count {
      base.storeBytes(of: prefix.high.bigEndian, toByteOffset: offset, as: UInt64.self)
      base.storeBytes(of: prefix.low.bigEndian, toByteOffset: offset &+ 8, as: UInt64.self)
    } else {
      storeOctets(octets, prefix.high, prefix.low)
    }
    offset &+= octets
    return true
  }

  /// Appends an IPv4 prefix as plain numbers; host bits must be zero.
  /// - Returns: false, and nothing appended, when the message is full.
  @inlinable @inline(__always)
  public mutating func append(address: UInt32, length: UInt8, pathID: UInt32 = 0) -> Bool {
    let octets = (Int(length) &+ 7) &>> 3
    guard beginPrefix(octets, length, pathID) else { return false }
    if offset &+ 4 <= base.count {
      // Stores more than belongs to the prefix; what follows overwrites it.
      base.storeBytes(of: address.bigEndian, toByteOffset: offset, as: UInt32.self)
    } else {
      storeOctets(octets, UInt64(address) &<< 32, 0)
    }
    offset &+= octets
    return true
  }

  /// Path identifier and length octet; false when the prefix does not fit.
  @inlinable @inline(__always)
  mutating func beginPrefix(_ octets: Int, _ length: UInt8, _ pathID: UInt32) -> Bool {
    if offset &+ (hasPathIDs ? 5 : 1) &+ octets > limit || octets > 16 { return false }
    if hasPathIDs {
      base.storeBytes(of: pathID.bigEndian, toByteOffset: offset, as: UInt32.self)
      offset &+= 4
    }
    base.storeBytes(of: length, toByteOffset: offset, as: UInt8.self)
    offset &+= 1
    prefixes &+= 1
    return true
  }

  @usableFromInline
  func storeOctets(_ octets: Int, _ high: UInt64, _ low: UInt64) {
    for index in 0..<octets {
      let octet = index < 8 ? high >> UInt64(56 - 8 * index) : low >> UInt64(120 - 8 * index)
      base.storeBytes(of: UInt8(truncatingIfNeeded: octet), toByteOffset: offset + index, as: UInt8.self)
    }
  }
}
