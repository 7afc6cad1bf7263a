import NetTypes

// The form for a session with two-octet AS numbers (RFC 6793 §4.2.2).
extension AttributeOutput {
  /// Appends attributes with AS_PATH and AGGREGATOR narrowed: a number that does not fit becomes AS_TRANS.
  mutating func appendNarrow(_ attributes: UnsafeRawBufferPointer) {
    var cursor = WireCursor(attributes)
    while let header = AttributeHeader(&cursor) {
      let value = header.value(in: attributes)
      switch AttributeType(header.code) {
      case .asPath: appendNarrowPath(header.flags & ~0x10, value)
      case .aggregator: appendNarrowAggregator(header.flags & ~0x10, value)
      default: append(header.whole(in: attributes))
      }
    }
  }

  private mutating func appendNarrowPath(_ flags: UInt8, _ value: UnsafeRawBufferPointer) {
    open(flags, AttributeType.asPath.rawValue)
    var reader = SegmentReader(value, wide: true)
    while let segment = reader.next() {
      append(segment.kind)
      append(UInt8(segment.count))
      for index in 0..<segment.count { append(Self.narrow(reader.number(index, segment.numbers))) }
    }
    close()
  }

  private mutating func appendNarrowAggregator(_ flags: UInt8, _ value: UnsafeRawBufferPointer) {
    guard let aggregator = Aggregator(value) else { return }
    appendHeader(flags, AttributeType.aggregator.rawValue, length: 6)
    append(Self.narrow(aggregator.asNumber.rawValue))
    append(aggregator.routerID.rawValue)
  }

  private static func narrow(_ number: UInt32) -> UInt16 {
    number > 0xFFFF ? UInt16(truncatingIfNeeded: ASNumber.trans.rawValue) : UInt16(truncatingIfNeeded: number)
  }

  /// Appends AS4_PATH and AS4_AGGREGATOR where a number was lost. They stand behind the others, out of the ascending order that
  /// is only a SHOULD (RFC 4271 §5).
  mutating func appendWideRemainder(_ canonical: UnsafeRawBufferPointer) {
    var cursor = WireCursor(canonical)
    while let header = AttributeHeader(&cursor), header.code <= AttributeType.aggregator.rawValue {
      let value = header.value(in: canonical)
      if header.code == AttributeType.asPath.rawValue && Self.losesNumber(value) { appendAS4Path(value) }
      if header.code == AttributeType.aggregator.rawValue, let aggregator = Aggregator(value), aggregator.asNumber.rawValue > 0xFFFF {
        appendHeader(header.flags & ~0x10, AttributeType.as4Aggregator.rawValue, length: 8)
        append(value)
      }
    }
  }

  /// Whether a number outside of confederation segments does not fit in two octets.
  private static func losesNumber(_ value: UnsafeRawBufferPointer) -> Bool {
    var reader = SegmentReader(value, wide: true)
    while let segment = reader.next() {
      for index in 0..<segment.count where reader.number(index, segment.numbers) > 0xFFFF && segment.kind <= 2 { return true }
    }
    return false
  }

  /// RFC 6793 §4.2.2: confederation segments MUST NOT go into AS4_PATH.
  private mutating func appendAS4Path(_ value: UnsafeRawBufferPointer) {
    open(AttributeFlags([.optional, .transitive]).rawValue, AttributeType.as4Path.rawValue)
    var reader = SegmentReader(value, wide: true)
    while let segment = reader.next() {
      if segment.kind > ASPath.Segment.Kind.sequence.rawValue { continue }
      append(segment.kind)
      append(UInt8(segment.count))
      append(segment.numbers)
    }
    close()
  }
}
