import NetTypes

// Sessions with a speaker of two-octet AS numbers: AS_PATH and AGGREGATOR become wide, and what AS4_PATH and AS4_AGGREGATOR
// kept of the true numbers is put back in (RFC 6793 §4.2.3).
extension DecodePass {
  /// AS4_PATH or AS4_AGGREGATOR in its turn: already used with AS_PATH or AGGREGATOR, so that only its own faults are left.
  mutating func takeWide(_ header: AttributeHeader) {
    // RFC 6793 §4.1: between speakers of four octets they must not be sent, and are discarded
    if context.fourOctetAS { return fault(header, .notAccepted, .attributeDiscard) }
    guard header.code == AttributeType.as4Path.rawValue else { return }
    let path = PathScan(header.value(in: field), wide: true)
    if !path.isWellFormed {
      fault(header, .segment, .attributeDiscard)
    } else if path.hasSet {
      fault(header, .asSet, .treatAsWithdraw)  // RFC 9774 §3
    } else if path.hasZero {
      fault(header, .asZero, .attributeDiscard)  // RFC 7607 §2
    }
  }

  /// Writes AS_PATH in four octets, joined with AS4_PATH where that applies.
  mutating func takeNarrowPath(_ header: AttributeHeader, _ value: UnsafeRawBufferPointer, _ rule: AttributeRule) {
    let narrow = PathScan(value, wide: false)
    guard narrow.isWellFormed else { return fault(header, .segment, rule.scope) }
    flush()
    let start = output.count
    output.open(rule.flags, header.code)
    var writer = PathWriter()
    if let as4 = usableAS4Path(), let rest = lead(narrow, as4) {
      writeLead(value, rest, &writer)
      writeAll(as4, wide: true, confederation: false, &writer)
    } else {
      writeAll(value, wide: false, confederation: true, &writer)
    }
    let path = PathScan(output.openBytes, wide: true)
    output.close()
    if let problem = output.overflowed ? .length(header.end - header.valueStart) : problem(of: path) {
      output.truncate(to: start)
      fault(header, problem, rule.scope)
    } else {
      fields.note(path)
    }
  }

  /// The numbers that AS_PATH has in front of those of AS4_PATH; nil when AS4_PATH is the longer one and so is ignored.
  private func lead(_ narrow: PathScan, _ as4: UnsafeRawBufferPointer) -> Int? {
    let length = PathScan(as4, wide: true).length
    return length <= narrow.length ? narrow.length - length : nil
  }

  /// The value of AS4_PATH when it is there, well-formed, and not disqualified by AGGREGATOR.
  private func usableAS4Path() -> UnsafeRawBufferPointer? {
    guard let header = header(.as4Path), header.flags & 0xC0 == 0xC0 else { return nil }
    let value = header.value(in: field)
    let path = PathScan(value, wide: true)
    guard path.isWellFormed, !path.hasZero, !isDisqualified else { return nil }
    return value
  }

  /// RFC 6793 §4.2.3: with AS4_AGGREGATOR beside an AGGREGATOR whose AS is not AS_TRANS, both AS4 attributes are ignored.
  private var isDisqualified: Bool {
    guard header(.as4Aggregator) != nil, let aggregator = header(.aggregator) else { return false }
    var cursor = WireCursor(aggregator.value(in: field))
    return cursor.remaining == 6 && cursor.readUInt16().map { UInt32($0) != ASNumber.trans.rawValue } == true
  }

  /// Writes the first numbers of AS_PATH. Confederation segments, which AS4_PATH does not have, are kept when they lead or stand
  /// beside a segment that is kept.
  private mutating func writeLead(_ value: UnsafeRawBufferPointer, _ lead: Int, _ writer: inout PathWriter) {
    var rest = lead
    var reader = SegmentReader(value, wide: false)
    while let segment = reader.next() {
      let isConfederation = segment.kind > ASPath.Segment.Kind.sequence.rawValue
      let numbers = isConfederation ? segment.count : min(rest, segment.count)
      for index in 0..<numbers { writer.append(segment.kind, reader.number(index, segment.numbers), to: &output) }
      if isConfederation { continue }
      // A set counts one.
      rest -= segment.kind == ASPath.Segment.Kind.set.rawValue ? min(1, rest) : numbers
      if numbers < segment.count || (rest == 0 && numbers == 0) { return }
    }
  }

  private mutating func writeAll(_ value: UnsafeRawBufferPointer, wide: Bool, confederation: Bool, _ writer: inout PathWriter) {
    var reader = SegmentReader(value, wide: wide)
    while let segment = reader.next() {
      // RFC 6793 §6: confederation segments do not belong into AS4_PATH and are left out
      if !confederation && segment.kind > ASPath.Segment.Kind.sequence.rawValue { continue }
      for index in 0..<segment.count { writer.append(segment.kind, reader.number(index, segment.numbers), to: &output) }
    }
  }

  /// AGGREGATOR: 8 octets, or 6 from a speaker of two octets (RFC 7606 §7.7).
  mutating func takeAggregator(_ header: AttributeHeader, _ value: UnsafeRawBufferPointer, _ rule: AttributeRule) {
    var cursor = WireCursor(value)
    guard value.count == (context.fourOctetAS ? 8 : 6) else { return fault(header, .length(value.count), rule.scope) }
    let number = context.fourOctetAS ? cursor.readUInt32() : cursor.readUInt16().map(UInt32.init)
    guard var number, number != 0, var identifier = cursor.readUInt32() else { return fault(header, .asZero, rule.scope) }
    if context.fourOctetAS { return keep(header, rule.flags) }
    if number == ASNumber.trans.rawValue, let wide = self.header(.as4Aggregator), wide.flags & 0xC0 == 0xC0,
      let aggregator = Aggregator(wide.value(in: field)), aggregator.asNumber != .zero
    {
      (number, identifier) = (aggregator.asNumber.rawValue, aggregator.routerID.rawValue)
    }
    flush()
    output.appendHeader(rule.flags | header.flags & AttributeFlags.partial.rawValue, header.code, length: 8)
    output.append(number)
    output.append(identifier)
  }
}
