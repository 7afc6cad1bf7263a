import NetTypes

/// The decoding of one message's attributes: each is checked and written, in ascending order of the codes.
struct DecodePass {
  let message: UpdateMessage
  let field: UnsafeRawBufferPointer
  let context: UpdateContext
  let rules: UnsafeMutablePointer<AttributeRule>
  let headers: UnsafeMutablePointer<AttributeHeader>
  var output: AttributeOutput
  /// Attributes found, each code once.
  private(set) var count = 0
  var fields = AttributeFields()
  var nextHop: NextHop?
  var faults: [AttributeFault] = []
  /// Which of the mandatory attributes are there, well or not: bit n for code n, up to 3.
  private var seen: UInt8 = 0
  /// Attributes that are canonical as they are, not copied yet: a range of the field.
  private var runStart = 0
  private var runEnd = 0

  init(
    message: UpdateMessage, context: UpdateContext, rules: UnsafeMutablePointer<AttributeRule>,
    headers: UnsafeMutablePointer<AttributeHeader>, output: AttributeOutput
  ) {
    self.message = message
    field = message.attributes
    self.context = context
    self.rules = rules
    self.headers = headers
    self.output = output
  }

  // MARK: Headers

  /// Takes the attributes in the order of the message; false, and the pass to be restarted, when that is not ascending or an
  /// attribute runs over the end.
  @inline(__always)
  mutating func takeAscending() -> Bool {
    var walk = WireCursor(field)
    var last: UInt8 = 0
    var end = 0
    while let header = AttributeHeader(&walk) {
      end = header.end
      if header.isMultiprotocol { continue }  // in front, mostly (RFC 7606 §5.1)
      if header.code <= last { return false }
      last = header.code
      take(header)
    }
    return end == field.count
  }

  /// Forgets what was taken.
  @inline(never)
  mutating func restart() {
    output.truncate(to: 0)
    (fields, nextHop, faults) = (AttributeFields(), nil, [])
    (seen, runStart, runEnd) = (0, 0, 0)
  }

  /// Reads the headers, in ascending order of codes. They mostly come so; those that do not are moved.
  mutating func collect() {
    var walk = WireCursor(field)
    var end = 0
    while let header = AttributeHeader(&walk) {
      end = header.end
      if count == 0 || headers[count &- 1].code < header.code {
        headers[count] = header
        count &+= 1
      } else {
        insert(header)
      }
    }
    // RFC 7606 §4: fewer octets than a header or the value needs
    if end != field.count { noteOverrun(at: end) }
  }

  /// RFC 7606 §3 g: of an attribute that appears more than once, the first counts. (MP attributes were checked by `split`.)
  @inline(never)
  private mutating func insert(_ header: AttributeHeader) {
    var index = count
    while index > 0 && headers[index - 1].code > header.code { index -= 1 }
    if index > 0 && headers[index - 1].code == header.code {
      return fault(AttributeType(header.code), .duplicate, .attributeDiscard, at: header.start)
    }
    var hole = count
    while hole > index {
      headers[hole] = headers[hole - 1]
      hole -= 1
    }
    headers[index] = header
    count += 1
  }

  @inline(never)
  private mutating func noteOverrun(at offset: Int) {
    var cursor = WireCursor(UnsafeRawBufferPointer(rebasing: field[offset...]))
    let code = cursor.skip(1) ? cursor.readUInt8() : nil
    fault(code.map { AttributeType($0) }, .overrun, .treatAsWithdraw, at: offset)
  }

  /// The header of a code, nil when it is not there.
  func header(_ type: AttributeType) -> AttributeHeader? {
    for index in 0..<count where headers[index].code == type.rawValue { return headers[index] }
    return nil
  }

  // MARK: One attribute

  /// Checks an attribute against its row, and takes it over.
  @inline(__always)
  mutating func take(_ header: AttributeHeader) {
    let rule = rules[Int(header.code)]
    if header.code < 4 { seen |= 1 &<< header.code }
    if !rule.isKnown { return takeUnknown(header) }
    if header.isMultiprotocol { return }  // `finish` reads them
    if rule.accepted != .everyone && !isAccepted(rule) { return fault(header, .notAccepted, .attributeDiscard) }
    if header.flags & 0xC0 != rule.flags { return fault(header, .flags(header.flags), rule.flagScope) }
    let length = header.end &- header.valueStart
    if !rule.allows(length) { return fault(header, .length(length), rule.scope) }
    takeKnown(header, rule)
  }

  private func isAccepted(_ rule: AttributeRule) -> Bool {
    switch context.peerType {
    case .internal: true
    case .confederation: rule.accepted != .internal
    case .external: false
    }
  }

  @inline(__always)
  private mutating func takeKnown(_ header: AttributeHeader, _ rule: AttributeRule) {
    let value = header.value(in: field)
    switch header.code {
    case 1:
      guard let octet = value.first, octet <= 2 else { return fault(header, .value(UInt32(value.first ?? 0)), rule.scope) }
    case 2: return takePath(header, value, rule)
    case 3: return takeNextHop(header, value, rule)
    case 6:
      // RFC 7606 §7.6
      guard value.isEmpty else { return fault(header, .length(value.count), rule.scope) }
    case 7: return takeAggregator(header, value, rule)
    case 17, 18: return takeWide(header)
    case 26:
      if case .malformed = AIGPValue.read(value) { return fault(header, .length(value.count), rule.scope) }
    default: break
    }
    fields.note(header.code, value)
    keep(header, rule.flags)
  }

  @inline(__always)
  private mutating func takeNextHop(_ header: AttributeHeader, _ value: UnsafeRawBufferPointer, _ rule: AttributeRule) {
    nextHop = NextHop(octets: value)
    if nextHop == nil && !message.nlri.isEmpty { fault(header, .nextHopAddress, rule.scope) }
  }

  @inline(__always)
  private mutating func takePath(_ header: AttributeHeader, _ value: UnsafeRawBufferPointer, _ rule: AttributeRule) {
    if !context.fourOctetAS { return takeNarrowPath(header, value, rule) }
    let path = PathScan(value, wide: true)
    if let problem = problem(of: path) { return fault(header, problem, rule.scope) }
    fields.note(path)
    keep(header, rule.flags)
  }

  /// What is wrong with a path from this peer: syntax (RFC 7606 §7.2), sets (RFC 9774 §3), AS 0 (RFC 7607 §2), confederation
  /// segments (RFC 5065 §5), and the first AS (RFC 4271 §6.3: "the local system MAY check"; not for a peer AS of 0).
  @inline(__always)
  func problem(of path: PathScan) -> AttributeFault.Kind? {
    if !path.isWellFormed { return .segment }
    if path.hasSet { return .asSet }
    if path.hasZero { return .asZero }
    if context.peerType == .internal { return nil }
    return problemAtBorder(of: path)
  }

  private func problemAtBorder(of path: PathScan) -> AttributeFault.Kind? {
    let peer = context.peerAS.rawValue
    if context.peerType == .confederation {
      let isInside = path.firstKind == ASPath.Segment.Kind.confederationSequence.rawValue
      return isInside && (peer == 0 || path.first == peer) ? nil : .confederation
    }
    if path.hasConfederation { return .confederation }
    if peer == 0 || path.first == peer { return nil }
    // A speaker of two octets has AS_TRANS where its own number does not fit.
    if !context.fourOctetAS && peer > 0xFFFF && path.first == ASNumber.trans.rawValue { return nil }
    return .firstAS(path.first)
  }

  /// An attribute that Apus does not know (RFC 4271 §5 and §6.3): passed on with Partial set when it is transitive, else ignored.
  @inline(never)
  private mutating func takeUnknown(_ header: AttributeHeader) {
    if header.flags & AttributeFlags.optional.rawValue == 0 { return fault(header, .unknownWellKnown, .sessionReset) }
    if header.flags & AttributeFlags.transitive.rawValue == 0 { return }
    fields.flags.insert(.unknownAttributes)
    keep(header, AttributeFlags([.optional, .transitive, .partial]).rawValue)
  }

  // MARK: Writing

  /// Takes an attribute over as it is, but with canonical flags and length encoding.
  @inline(__always)
  mutating func keep(_ header: AttributeHeader, _ flags: UInt8) {
    let length = header.end &- header.valueStart
    var wanted = flags
    if flags == 0xC0 { wanted |= header.flags & AttributeFlags.partial.rawValue }
    if header.flags == (length > 255 ? wanted | 0x10 : wanted) {
      if header.start != runEnd || runStart == runEnd {
        flush()
        runStart = header.start
      }
      runEnd = header.end
    } else {
      flush()
      output.appendHeader(wanted, header.code, length: length)
      output.append(header.value(in: field))
    }
  }

  /// Copies the attributes that wait to be copied together.
  @inline(__always)
  mutating func flush() {
    if runStart != runEnd { output.append(UnsafeRawBufferPointer(rebasing: field[runStart..<runEnd])) }
    runStart = runEnd
  }

  // MARK: Faults

  @inline(never)
  mutating func fault(_ header: AttributeHeader, _ kind: AttributeFault.Kind, _ scope: FaultScope) {
    faults.append(AttributeFault(AttributeType(header.code), kind, scope, offset: header.start))
  }

  @inline(never)
  mutating func fault(_ type: AttributeType?, _ kind: AttributeFault.Kind, _ scope: FaultScope, at offset: Int) {
    faults.append(AttributeFault(type, kind, scope, offset: offset))
  }

  // MARK: End

  /// Checks what concerns the message as a whole, and gives the result.
  @inline(__always)
  mutating func finish() -> DecodedAttributes {
    flush()
    let reach = message.reach(in: context)
    let unreach = message.unreach(in: context)
    let hasReach = message.reachHeader.isPresent
    // RFC 7606 §3 d: ORIGIN and AS_PATH with any route, NEXT_HOP with the NLRI field
    let wanted: UInt8 = message.nlri.isEmpty ? (hasReach ? 0b0110 : 0) : 0b1110
    if wanted & ~seen != 0 { noteMissing(wanted & ~seen) }
    var scope: FaultScope?
    if !faults.isEmpty || reach.fault != nil || unreach.fault != nil { scope = fold(reach, unreach) }
    return DecodedAttributes(
      canonical: output.bytes, fields: fields, nextHop: nextHop, reach: reach.nlri, unreach: unreach.nlri, scope: scope,
      faults: faults)
  }

  @inline(never)
  private mutating func noteMissing(_ missing: UInt8) {
    for code: UInt8 in 1...3 where missing & 1 << code != 0 { fault(AttributeType(code), .missing, .treatAsWithdraw, at: 0) }
  }

  /// Adds the faults of the MP attributes and folds all by the maximum (RFC 7606 §3 h).
  @inline(never)
  private mutating func fold(_ reach: NLRISection, _ unreach: NLRISection) -> FaultScope? {
    if let fault = reach.fault { faults.append(fault) }
    // RFC 7606 §5.2: without reachable NLRI "we cannot be confident that the NLRI have been successfully parsed"
    let isReachUnread = message.reachHeader.isPresent && reach.nlri == nil
    let hasReach = !message.nlri.isEmpty || isReachUnread || reach.nlri.map { !$0.nlri.isEmpty } == true
    if !hasReach && faults.contains(where: { $0.scope > .attributeDiscard }) { fault(nil, .noReachability, .sessionReset, at: 0) }
    if let fault = unreach.fault { faults.append(fault) }
    return faults.map(\.scope).max()
  }
}
