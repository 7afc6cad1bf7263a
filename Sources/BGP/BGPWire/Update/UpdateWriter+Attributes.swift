import NetTypes

// What the writer puts around the prefixes.
extension AttributeOutput {
  /// The start of MP_REACH_NLRI up to its prefixes; its length is set later.
  mutating func appendMPReach(_ family: AddressFamily, _ nextHop: NextHop) {
    appendMPHeader(.mpReach, family.afi)
    append(UInt8(nextHop.wireLength))
    if nextHop.family == .ipv4 {
      append(UInt32(truncatingIfNeeded: nextHop.high >> 32))
    } else {
      append(nextHop.high)
      append(nextHop.low)
      if let link = nextHop.linkLocalAddress {
        append(link.high)
        append(link.low)
      }
    }
    append(0 as UInt8)  // reserved (RFC 4760 §3)
  }

  /// The start of MP_UNREACH_NLRI up to its prefixes; its length is set later.
  mutating func appendMPUnreach(afi: UInt16) { appendMPHeader(.mpUnreach, afi) }

  private mutating func appendMPHeader(_ type: AttributeType, _ afi: UInt16) {
    append(AttributeFlags([.optional, .extendedLength]).rawValue)
    append(type.rawValue)
    append(0 as UInt16)
    append(afi)
    append(1 as UInt8)
  }

  /// Attributes in the form of the session, with NEXT_HOP in its place when there is one. The two octets in front of what was
  /// written, the length of the path attribute field, are set when there is.
  mutating func append(_ canonical: UnsafeRawBufferPointer, nextHop: NextHop?, fourOctetAS: Bool) {
    let start = count
    var cursor = WireCursor(canonical)
    var split = 0
    if nextHop != nil {
      while let header = AttributeHeader(&cursor), header.code < AttributeType.nextHop.rawValue { split = header.end }
    }
    appendAttributes(UnsafeRawBufferPointer(rebasing: canonical[..<split]), fourOctetAS)
    if let nextHop {
      appendNextHop(UInt32(truncatingIfNeeded: nextHop.high >> 32))
    }
    appendAttributes(UnsafeRawBufferPointer(rebasing: canonical[split...]), fourOctetAS)
    if !fourOctetAS { appendWideRemainder(canonical) }
    if nextHop != nil {
      let length = UInt16(truncatingIfNeeded: count - start)
      replace(UInt8(truncatingIfNeeded: length >> 8), at: start - 2)
      replace(UInt8(truncatingIfNeeded: length), at: start - 1)
    }
  }

  @inline(__always)
  private mutating func appendAttributes(_ attributes: UnsafeRawBufferPointer, _ fourOctetAS: Bool) {
    if fourOctetAS { append(attributes) } else { appendNarrow(attributes) }
  }
}
