import BGPWire
import NetTypes
import Testing

/// One clause of RFC 7606 or of an attribute's own RFC: octets in the place of valid ones, and what they cost by kind of peer.
struct Clause: CustomTestStringConvertible {
  var name: String
  /// Attributes of the message; those of `Valid` that no attribute here replaces are added. `00` and a code leaves one out.
  var attributes: String
  var external: FaultScope?
  var `internal`: FaultScope?
  var four = true

  init(_ name: String, _ attributes: String, external: FaultScope?, internal: FaultScope?, four: Bool = true) {
    self.name = name
    self.attributes = attributes
    self.external = external
    self.internal = `internal`
    self.four = four
  }

  /// A clause without a difference between peers.
  init(_ name: String, _ attributes: String, _ scope: FaultScope?, four: Bool = true) {
    self.init(name, attributes, external: scope, internal: scope, four: four)
  }

  var testDescription: String { name }

  /// The body: the valid attributes whose code is not in `attributes`, then those.
  var body: [UInt8] {
    let own = attributes.split(separator: "|").map { hex(String($0)) }
    let codes = Set(own.compactMap { $0.count > 1 ? $0[1] : nil })
    let narrowPath = hex("40 02 06 02 02 fde9 fdea")
    let others = [Valid.origin, four ? Valid.asPath : narrowPath, Valid.nextHop].filter { !codes.contains($0[1]) }
    return updateBody(attributes: others + own.filter { $0.count != 2 || $0[0] != 0 }, nlri: Valid.nlri)
  }
}

@Suite("RFC 7606, clause by clause")
struct FaultTests {
  static let clauses: [Clause] = [
    // §3 c: Optional and Transitive
    Clause("§3 c: ORIGIN as optional", "c0 01 01 00", .treatAsWithdraw),
    Clause("§3 c: AS_PATH as non-transitive", "00 02 06 02 01 0000fde9", .treatAsWithdraw),
    Clause("§3 c: NEXT_HOP as optional", "c0 03 04 0a000001", .treatAsWithdraw),
    Clause("§3 c: MED as transitive", "c0 04 04 00000001", .treatAsWithdraw),
    Clause("§3 c: MED as well-known", "40 04 04 00000001", .treatAsWithdraw),
    Clause("§3 c: LOCAL_PREF as optional", "c0 05 04 00000064", external: .attributeDiscard, internal: .treatAsWithdraw),
    Clause("§3 c: ATOMIC_AGGREGATE as optional", "c0 06 00", .treatAsWithdraw),
    Clause("§3 c: AGGREGATOR as well-known", "40 07 08 0000fde9 0a000001", .treatAsWithdraw),
    Clause("§3 c: COMMUNITIES as non-transitive", "80 08 04 fde90001", .treatAsWithdraw),
    Clause("§3 c: EXTENDED_COMMUNITIES as well-known", "40 10 08 0002fde900000001", .treatAsWithdraw),
    Clause("§3 c: LARGE_COMMUNITY as non-transitive", "80 20 0c 0000fde9 00000001 00000002", .treatAsWithdraw),
    Clause("§3 c: ONLY_TO_CUSTOMER as non-transitive", "80 23 04 0000fde9", .treatAsWithdraw),
    Clause("§3 c: the Partial bit conflicts with nothing", "60 01 01 00", nil),
    Clause("the lower four bits are ignored", "4f 01 01 00", nil),
    // §3 d: mandatory attributes
    Clause("§3 d: ORIGIN is missing", "00 01", .treatAsWithdraw),
    Clause("§3 d: AS_PATH is missing", "00 02", .treatAsWithdraw),
    Clause("§3 d: NEXT_HOP is missing", "00 03", .treatAsWithdraw),
    // §3 g: duplicates
    Clause("§3 g: ORIGIN twice", "40 01 01 00 | 40 01 01 02", .attributeDiscard),
    Clause("§3 g: MED twice", "80 04 04 00000001 | 80 04 04 00000002", .attributeDiscard),
    Clause("§3 g: unknown twice", "c0 fe 01 01 | c0 fe 01 02", .attributeDiscard),
    Clause("§3 g: MP_REACH_NLRI twice", "80 0e 05 0001 01 00 00 | 80 0e 05 0001 01 00 00", .sessionReset),
    Clause("§3 g: MP_UNREACH_NLRI twice", "80 0f 03 0002 01 | 80 0f 03 0002 01", .sessionReset),
    // §4: lengths
    Clause("§4: an attribute runs over the end", "80 04 05 00000001", .treatAsWithdraw),
    Clause("§4: one octet of a header", "80", .treatAsWithdraw),
    Clause("§4: two octets of a header with extended length", "90 04", .treatAsWithdraw),
    Clause("§4: half of an extended length", "90 04 00", .treatAsWithdraw),
    // §7.1
    Clause("§7.1: ORIGIN of no octets", "40 01 00", .treatAsWithdraw),
    Clause("§7.1: ORIGIN of two octets", "40 01 02 0000", .treatAsWithdraw),
    Clause("§7.1: ORIGIN 3", "40 01 01 03", .treatAsWithdraw),
    // §7.2
    Clause("§7.2: AS_PATH with segment type 0", "40 02 06 00 01 0000fde9", .treatAsWithdraw),
    Clause("§7.2: AS_PATH with segment type 5", "40 02 06 05 01 0000fde9", .treatAsWithdraw),
    Clause("§7.2: AS_PATH with an overrun", "40 02 06 02 02 0000fde9", .treatAsWithdraw),
    Clause("§7.2: AS_PATH with an underrun", "40 02 07 02 01 0000fde9 02", .treatAsWithdraw),
    Clause("§7.2: AS_PATH with an empty segment", "40 02 08 02 01 0000fde9 02 00", .treatAsWithdraw),
    Clause("RFC 9774: AS_SET", "40 02 0c 02 01 0000fde9 01 01 0000fdea", .treatAsWithdraw),
    Clause("RFC 7607: AS 0 in AS_PATH", "40 02 0a 02 02 0000fde9 00000000", .treatAsWithdraw),
    Clause(
      "RFC 5065: a confederation segment from outside", "40 02 0c 03 01 0000fde9 02 01 0000fde9", external: .treatAsWithdraw,
      internal: nil),
    Clause("RFC 9774: AS_CONFED_SET", "40 02 0c 04 01 0000fde9 02 01 0000fde9", .treatAsWithdraw),
    Clause("RFC 4271 §6.3: the first AS is another", "40 02 06 02 01 0000fdea", external: .treatAsWithdraw, internal: nil),
    Clause("an empty AS_PATH", "40 02 00", external: .treatAsWithdraw, internal: nil),
    // §7.3
    Clause("§7.3: NEXT_HOP of three octets", "40 03 03 0a0000", .treatAsWithdraw),
    Clause("§7.3: NEXT_HOP of 16 octets", "40 03 10 20010db8000000000000000000000001", .treatAsWithdraw),
    Clause("RFC 4271 §6.3: NEXT_HOP 0.0.0.0", "40 03 04 00000000", .treatAsWithdraw),
    Clause("RFC 4271 §6.3: NEXT_HOP 224.0.0.5", "40 03 04 e0000005", .treatAsWithdraw),
    // §7.4
    Clause("§7.4: MED of three octets", "80 04 03 000001", .treatAsWithdraw),
    Clause("§7.4: MED of no octets", "80 04 00", .treatAsWithdraw),
    // §7.5
    Clause("§7.5: LOCAL_PREF", "40 05 04 00000064", external: .attributeDiscard, internal: nil),
    Clause("§7.5: LOCAL_PREF of five octets", "40 05 05 0000000064", external: .attributeDiscard, internal: .treatAsWithdraw),
    // §7.6
    Clause("§7.6: ATOMIC_AGGREGATE of one octet", "40 06 01 00", .attributeDiscard),
    // §7.7
    Clause("§7.7: AGGREGATOR of 6 octets in a four-octet session", "c0 07 06 fde9 0a000001", .attributeDiscard),
    Clause("§7.7: AGGREGATOR of 8 octets in a two-octet session", "c0 07 08 0000fde9 0a000001", .attributeDiscard, four: false),
    Clause("RFC 7607: AS 0 in AGGREGATOR", "c0 07 08 00000000 0a000001", .attributeDiscard),
    // §7.8
    Clause("§7.8: COMMUNITIES of no octets", "c0 08 00", .treatAsWithdraw),
    Clause("§7.8: COMMUNITIES of five octets", "c0 08 05 fde9000100", .treatAsWithdraw),
    // §7.9
    Clause("§7.9: ORIGINATOR_ID", "80 09 04 0a000001", external: .attributeDiscard, internal: nil),
    Clause("§7.9: ORIGINATOR_ID of three octets", "80 09 03 0a0000", external: .attributeDiscard, internal: .treatAsWithdraw),
    // §7.10
    Clause("§7.10: CLUSTER_LIST", "80 0a 08 0a000001 0a000002", external: .attributeDiscard, internal: nil),
    Clause("§7.10: CLUSTER_LIST of no octets", "80 0a 00", external: .attributeDiscard, internal: .treatAsWithdraw),
    Clause("§7.10: CLUSTER_LIST of six octets", "80 0a 06 0a0000010a00", external: .attributeDiscard, internal: .treatAsWithdraw),
    // §7.11
    Clause("§7.11: MP_REACH_NLRI with a next hop of 15 octets", "80 0e 14 0002 01 0f 20010db80000000000000000000000 00", .sessionReset),
    Clause("§7.11: MP_REACH_NLRI whose next hop runs over the end", "80 0e 05 0002 01 10 20", .sessionReset),
    Clause("§7.11: MP_REACH_NLRI of four octets", "80 0e 04 0002 01 10", .sessionReset),
    Clause(
      "§7.11: MP_REACH_NLRI with a next hop of 24 octets", "80 0e 1d 0002 01 18" + String(repeating: "20", count: 24) + "00", .sessionReset),
    Clause("RFC 8950: IPv4 over IPv6 without the capability", "80 0e 15 0001 01 10 20010db8000000000000000000000001 00", .sessionReset),
    Clause(
      "§5.3: MP_REACH_NLRI with a prefix of 129 bits",
      "80 0e 26 0002 01 10 20010db8000000000000000000000001 00 81 20010db800000000000000000000000100", .sessionReset),
    Clause(
      "§5.3: MP_REACH_NLRI whose prefix runs over the end", "80 0e 18 0002 01 10 20010db8000000000000000000000001 00 20 2001", .sessionReset
    ),
    Clause("§3 c: MP_REACH_NLRI as transitive", "c0 0e 1a 0002 01 10 20010db8000000000000000000000001 00 20 20010db8", .treatAsWithdraw),
    Clause("MP_REACH_NLRI with the next hop ::", "80 0e 1a 0002 01 10 00000000000000000000000000000000 00 20 20010db8", .treatAsWithdraw),
    Clause(
      "MP_REACH_NLRI with a multicast next hop", "80 0e 1a 0002 01 10 ff020000000000000000000000000001 00 20 20010db8", .treatAsWithdraw),
    Clause("RFC 4760: MP_REACH_NLRI of a family not carried", "80 0e 09 0019 41 04 0a000001 00", .attributeDiscard),
    // §7.12
    Clause("§7.12: MP_UNREACH_NLRI of two octets", "80 0f 02 0002", .sessionReset),
    Clause("§5.3: MP_UNREACH_NLRI with a prefix of 200 bits", "80 0f 06 0002 01 c8 2001", .sessionReset),
    Clause("RFC 4760: MP_UNREACH_NLRI of a family not carried", "80 0f 03 0001 80", .attributeDiscard),
    // §7.14, §7.15
    Clause("§7.14: EXTENDED_COMMUNITIES of no octets", "c0 10 00", .treatAsWithdraw),
    Clause("§7.14: EXTENDED_COMMUNITIES of nine octets", "c0 10 09 0002fde90000000100", .treatAsWithdraw),
    Clause("§7.15: IPv6 extended communities of 19 octets", "c0 19 13" + String(repeating: "00", count: 19), .treatAsWithdraw),
    // RFC 6793
    Clause("RFC 6793: AS4_PATH between four-octet speakers", "c0 11 06 02 01 0000fde9", .attributeDiscard),
    Clause("RFC 6793: AS4_AGGREGATOR between four-octet speakers", "c0 12 08 0000fde9 0a000001", .attributeDiscard),
    Clause("RFC 6793: AS4_PATH that is cut", "c0 11 05 02 01 000000", .attributeDiscard, four: false),
    Clause("RFC 6793: AS4_AGGREGATOR of seven octets", "c0 12 07 0000fde9 0a0000", .attributeDiscard, four: false),
    Clause("RFC 9774: AS_SET in AS4_PATH", "c0 11 06 01 01 0000fdea", .treatAsWithdraw, four: false),
    Clause("RFC 7607: AS 0 in AS4_PATH", "c0 11 06 02 01 00000000", .attributeDiscard, four: false),
    // RFC 7311
    Clause("RFC 7311: AIGP", "80 1a 0b 01 000b 0000000000000001", external: .attributeDiscard, internal: nil),
    Clause("RFC 7311: AIGP as transitive", "c0 1a 0b 01 000b 0000000000000001", .attributeDiscard),
    Clause("RFC 7311: AIGP with a TLV of length 2", "80 1a 03 02 0002", .attributeDiscard),
    Clause("RFC 7311: AIGP with a metric of four octets", "80 1a 07 01 0007 00000001", .attributeDiscard),
    Clause("RFC 7311: AIGP with a TLV over the end", "80 1a 04 02 0005 00", .attributeDiscard),
    // RFC 8092, RFC 9234
    Clause("RFC 8092: LARGE_COMMUNITY of no octets", "c0 20 00", .treatAsWithdraw),
    Clause("RFC 8092: LARGE_COMMUNITY of 13 octets", "c0 20 0d 0000fde9 00000001 00000002 00", .treatAsWithdraw),
    Clause("RFC 9234: ONLY_TO_CUSTOMER of two octets", "c0 23 02 fde9", .treatAsWithdraw),
    // Unknown attributes (RFC 4271 §6.3)
    Clause("unknown and well-known", "40 c8 01 00", .sessionReset),
    Clause("unknown, optional, transitive", "c0 c8 01 00", nil),
    Clause("unknown, optional, non-transitive", "80 c8 01 00", nil),
    // §3 h: the strongest counts
    Clause("§3 h: the widest scope counts", "40 06 01 00 | 80 04 03 000001 | 40 c8 01 00", .sessionReset),
    Clause("§3 h: discard beside withdraw", "40 06 01 00 | 80 04 03 000001", .treatAsWithdraw),
  ]

  @Test("each clause has its scope, from an external and from an internal peer", arguments: clauses)
  func clause(_ clause: Clause) {
    for (context, expected) in [(Session.external, clause.external), (Session.internal, clause.internal)] {
      var context = context
      context.fourOctetAS = clause.four
      let outcome = Outcome(clause.body, context)
      #expect(outcome.scope == expected, "\(context.peerType): \(outcome.faults)")
      #expect(outcome.faults.isEmpty == (expected == nil || outcome.notification != nil))
      if expected == .attributeDiscard || expected == .treatAsWithdraw {
        #expect(outcome.prefixes.contains("192.0.2.0/24"), "the routes can still be told")
      }
    }
  }

  @Test(
    "§3 b: lengths of fields that do not add up reset the session", arguments: ["", "0000", "000000", "0001 0000", "0000 0001", "ffff"])
  func fieldLengths(_ body: String) {
    #expect(Outcome(hex(body), Session.external).notification == .update(.malformedAttributeList))
  }

  @Test("§5.3: a prefix that cannot be read resets the session", arguments: ["21 c0000201 01", "18 c000", "20", "ff"])
  func prefixes(_ octets: String) {
    for body in [updateBody(attributes: Valid.all, nlri: hex(octets)), updateBody(withdrawn: hex(octets))] {
      let outcome = Outcome(body, Session.external)
      #expect(outcome.scope == .sessionReset)
      #expect(outcome.faults.first?.attribute == nil)
    }
  }

  @Test("§5.2: withdraw becomes reset when the message has attributes and no reachability")
  func noReachability() {
    let bad = hex("80 04 03 000001")
    #expect(Outcome(updateBody(attributes: [bad]), Session.external).scope == .sessionReset)
    #expect(Outcome(updateBody(attributes: [Valid.origin, Valid.asPath, Valid.mpReach, bad]), Session.external).scope == .treatAsWithdraw)
    #expect(Outcome(updateBody(attributes: [hex("40 06 01 00")]), Session.external).scope == .attributeDiscard)
  }

  @Test("§5.2: wrong flags of MP_UNREACH_NLRI alone are no reason to reset")
  func unreachAlone() {
    let outcome = Outcome(updateBody(attributes: [hex("c0 0f 08 0002 01 20 20010db8")]), Session.external)
    #expect(outcome.scope == .treatAsWithdraw)
    #expect(outcome.withdrawn.map(\.prefix.description) == ["2001:db8::/32"])
  }

  @Test("a path from a member of the confederation begins with its segment")
  func confederationPeer() {
    let inside = hex("40 02 0c 03 01 0000fde9 02 01 0000fdea")
    #expect(Outcome(updateBody(attributes: [Valid.origin, inside, Valid.nextHop], nlri: Valid.nlri), Session.confederation).scope == nil)
    let plain = Outcome(updateBody(attributes: Valid.all, nlri: Valid.nlri), Session.confederation)
    #expect(plain.faults.map(\.kind) == [.confederation])
    let preferred = updateBody(attributes: [Valid.origin, inside, Valid.nextHop, hex("40 05 04 000000c8")], nlri: Valid.nlri)
    #expect(Outcome(preferred, Session.confederation).fields.localPref == 200)
  }

  @Test("a peer AS of 0 is compared with no path")
  func anyFirstAS() {
    let context = UpdateContext(peerType: .external, peerAS: .zero)
    let body = updateBody(attributes: [Valid.origin, hex("40 02 06 02 01 0000ffff"), Valid.nextHop], nlri: Valid.nlri)
    #expect(Outcome(body, context).scope == nil)
  }

  @Test("of an attribute that appears twice the first counts")
  func firstCounts() {
    let body = updateBody(attributes: Valid.all + [hex("80 04 04 00000007"), hex("80 04 04 00000008")], nlri: Valid.nlri)
    #expect(Outcome(body, Session.external).fields.med == 7)
  }

  @Test("an attribute with a fault is not in the canonical form, the others are")
  func discarded() {
    let body = updateBody(attributes: Valid.all + [hex("40 06 01 00"), hex("c0 08 04 fde90001")], nlri: Valid.nlri)
    let outcome = Outcome(body, Session.external)
    #expect(view(outcome.canonical) { $0.isAtomicAggregate } == false)
    #expect(view(outcome.canonical) { $0.communities } == [Community(65001, 1)])
  }

  @Test("the NOTIFICATION of a fault carries the attribute")
  func notification() throws {
    let body = updateBody(attributes: Valid.all + [hex("40 c8 01 07")], nlri: Valid.nlri)
    try withMessage(body) { message in
      var decoder = AttributeDecoder()
      let fault = try #require(decoder.decode(message, in: Session.external).faults.first)
      #expect(fault.notification(in: message) == .update(.unrecognizedWellKnownAttribute, attribute: hex("40 c8 01 07")))
      #expect(fault.description.contains("ATTRIBUTE_200"))
    }
  }
}
