import BGPWire
import NetTypes
import Testing

/// An UPDATE made up at random, and how it is sent.
struct RandomUpdate {
  var context: UpdateContext
  var canonical: [UInt8]
  var nextHop: NextHop
  var nlri: [NLRI]
  var family: AddressFamily

  init(_ generator: inout SeededGenerator) {
    let isExternal = Bool.random(using: &generator)
    context = UpdateContext(
      peerType: isExternal ? .external : .internal, peerAS: isExternal ? 65001 : .zero, fourOctetAS: Bool.random(using: &generator),
      addPath: FamilySet(rawValue: .random(in: 0...3, using: &generator)), extendedNextHop: .ipv4)
    family = Bool.random(using: &generator) ? .ipv4 : .ipv6
    nextHop = Self.nextHop(family, &generator)
    canonical = Self.attributes(isExternal, &generator)
    let hasPathIDs = context.addPath.contains(family)
    nlri = []
    for _ in 0..<Int.random(in: 1...20, using: &generator) {
      nlri.append(NLRI(Self.prefix(family, &generator), pathID: hasPathIDs ? .random(in: 0 ... .max, using: &generator) : 0))
    }
  }

  private static func nextHop(_ family: AddressFamily, _ generator: inout SeededGenerator) -> NextHop {
    if family == .ipv4 && Bool.random(using: &generator) {
      return NextHop(.v4(IPv4Address(.random(in: 0x0100_0000..<0xE000_0000, using: &generator))))
    }
    let global = IPv6Address(high: .random(in: 0x2000 << 48..<0x4000 << 48, using: &generator), low: generator.next())
    let link = IPv6Address(high: 0xFE80 << 48, low: generator.next() | 1)
    return Bool.random(using: &generator) ? NextHop(.v6(global)) : NextHop(global, linkLocal: link)
  }

  private static func prefix(_ family: AddressFamily, _ generator: inout SeededGenerator) -> IPPrefix {
    let high = family == .ipv4 ? generator.next() & 0xFFFF_FFFF_0000_0000 : generator.next()
    return IPPrefix(
      family: family, high: high, low: family == .ipv4 ? 0 : generator.next(),
      length: .random(in: 0...UInt8(family.bitWidth), using: &generator))
  }

  /// A random set in canonical form, made by the editor out of nothing.
  private static func attributes(_ isExternal: Bool, _ generator: inout SeededGenerator) -> [UInt8] {
    var edit = AttributeEdit()
    func maybe() -> Bool { Bool.random(using: &generator) }
    func number() -> UInt32 { .random(in: 1 ... .max, using: &generator) }
    edit.origin = Origin.allCases.randomElement(using: &generator)
    let length = Int.random(in: 1...(maybe() ? 5 : 300), using: &generator)
    edit.prependAS = (0..<length).map { _ in ASNumber(maybe() ? number() : number() & 0xFFFF | 1) }
    if isExternal { edit.prependAS[0] = 65001 }
    if maybe() { edit.med = .set(number()) }
    if maybe() { edit.addCommunities = (0..<Int.random(in: 1...100, using: &generator)).map { _ in Community(rawValue: number()) } }
    if maybe() { edit.addExtendedCommunities = [ExtendedCommunity(rawValue: generator.next())] }
    if maybe() { edit.addLargeCommunities = [LargeCommunity(number(), number(), number())] }
    if maybe() { edit.otc = .set(ASNumber(number())) }
    if maybe() {
      let value = (0..<Int.random(in: 0...300, using: &generator)).map { _ in UInt8.random(in: 0...255, using: &generator) }
      edit.set = [.init(AttributeType(.random(in: 40...255, using: &generator)), flags: [.optional, .transitive, .partial], value: value)]
    }
    if !isExternal {
      edit.localPref = .set(number())
      if maybe() { edit.originatorID = .set(RouterID(number())) }
      if maybe() { edit.prependCluster = RouterID(number()) }
      if maybe() { edit.aigp = .set(generator.next()) }
    }
    var editor = AttributeEditor()
    let nothing = UnsafeRawBufferPointer(start: nil, count: 0)
    return Array(editor.apply(edit, to: nothing, fields: AttributeFields()).canonical)
  }

  /// The octets behind the header.
  func encoded() -> [UInt8] {
    let message = canonical.withUnsafeBytes { attributes in
      write(maximumLength: 65535, fourOctetAS: context.fourOctetAS, addPath: context.addPath) { writer in
        expect(writer.beginReach(family, canonical: attributes, nextHop: nextHop))
        for nlri in nlri { expect(writer.append(nlri.prefix, pathID: nlri.pathID)) }
      }
    }
    return Array(message.dropFirst(MessageHeader.length))
  }
}

@Suite("Properties over random messages")
struct RoundTripTests {
  @Test("decode(encode(x)) is x, for 2,000 random UPDATEs", arguments: [UInt64.random(in: 0 ... .max), 1, 2])
  func roundTrip(_ seed: UInt64) {
    print("round trip: seed \(seed)")
    var generator = SeededGenerator(seed: seed)
    var decoder = AttributeDecoder()
    for index in 0..<2000 {
      let update = RandomUpdate(&generator)
      let outcome = Outcome(update.encoded(), update.context, &decoder)
      #expect(outcome.scope == nil, "seed \(seed), message \(index): \(outcome.faults)")
      #expect(outcome.canonical == update.canonical, "seed \(seed), message \(index)")
      #expect(outcome.nlri == update.nlri, "seed \(seed), message \(index)")
      #expect((outcome.reachNextHop ?? outcome.nextHop) == update.nextHop, "seed \(seed), message \(index)")
      if outcome.canonical != update.canonical { return }
    }
  }

  @Test("10,000 random mutations of valid UPDATEs are decoded without a trap, and what is kept is canonical")
  func mutations() {
    let seed = UInt64.random(in: 0 ... .max)
    print("mutations: seed \(seed)")
    var generator = SeededGenerator(seed: seed)
    var decoder = AttributeDecoder()
    var scopes: [FaultScope?: Int] = [:]
    for _ in 0..<10_000 {
      let update = RandomUpdate(&generator)
      let body = Self.mutate(update.encoded(), &generator)
      let outcome = Outcome(body, update.context, &decoder)
      scopes[outcome.scope, default: 0] += 1
      checkCanonical(outcome, update.context, &decoder, seed)
    }
    #expect(scopes.count >= 4, "all kinds of outcome: \(scopes)")
  }

  /// What the decoder keeps of a broken message must be a set that it takes without fault and does not change.
  private func checkCanonical(_ outcome: Outcome, _ context: UpdateContext, _ decoder: inout AttributeDecoder, _ seed: UInt64) {
    var context = context
    context.fourOctetAS = true
    let nothingReachable = updateBody(attributes: [outcome.canonical])
    let again = Outcome(nothingReachable, context, &decoder)
    #expect(again.canonical == outcome.canonical, "seed \(seed)")
    #expect(again.faults.isEmpty, "seed \(seed): \(again.faults)")
    #expect(again.fields == outcome.fields, "seed \(seed)")
    _ = view(outcome.canonical) { AttributeSummary($0, nextHop: nil) }
  }

  /// Changes, inserts, removes or repeats some octets.
  static func mutate(_ octets: [UInt8], _ generator: inout SeededGenerator) -> [UInt8] {
    var octets = octets
    for _ in 0..<Int.random(in: 1...4, using: &generator) where !octets.isEmpty {
      let index = Int.random(in: 0..<octets.count, using: &generator)
      switch Int.random(in: 0..<6, using: &generator) {
      case 0: octets[index] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
      case 1: octets[index] = [0, 1, 0x7F, 0x80, 0xFF, 4, 16].randomElement(using: &generator) ?? 0
      case 2: octets.insert(UInt8.random(in: 0...255, using: &generator), at: index)
      case 3: octets.remove(at: index)
      case 4: octets.removeLast(octets.count - index)
      default: octets.insert(contentsOf: octets[index..<min(index + 16, octets.count)], at: index)
      }
    }
    return octets
  }

  @Test("random octets behind a header of any type are decoded without a trap")
  func garbage() {
    let seed = UInt64.random(in: 0 ... .max)
    print("garbage: seed \(seed)")
    var generator = SeededGenerator(seed: seed)
    for _ in 0..<5000 {
      let body = (0..<Int.random(in: 0...80, using: &generator)).map { _ in UInt8.random(in: 0...255, using: &generator) }
      var message = [UInt8](repeating: 0xFF, count: 16) + big16(19 + body.count) + [.random(in: 0...6, using: &generator)] + body
      if Bool.random(using: &generator) && message.count > 29 { message.replaceSubrange(19..<20, with: [4]) }
      let options = DecodeOptions(peerType: .internal, fourOctetAS: Bool.random(using: &generator), addPath: .all)
      let decoded = DecodedMessage(decoding: message, options: options)
      if case .unreadable = decoded.content { #expect(!decoded.faults.isEmpty, "seed \(seed)") }
      for cut in [0, 5, 18] { _ = DecodedMessage(decoding: Array(message.prefix(cut)), options: options) }
      var mrt = MRTReader(Self.mutate(MRTSample.file, &generator), options: options)
      var records = 0
      while mrt.next() != nil && records < 10_000 { records += 1 }
      #expect(records < 10_000, "seed \(seed)")
    }
  }
}
