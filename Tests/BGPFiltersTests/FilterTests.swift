import BGPFilters
import BGPWire
import NetTypes
import Testing

/// The attributes of a test route in canonical form: ORIGIN, AS_PATH, LOCAL_PREF, communities of two kinds.
private func attributes(path: [UInt32] = [], localPref: UInt32? = nil, communities: [UInt32] = [], large: [[UInt32]] = []) -> [UInt8] {
  func words(_ values: [UInt32]) -> [UInt8] {
    values.flatMap { value in (0..<4).map { UInt8(truncatingIfNeeded: value >> UInt32(24 - 8 * $0)) } }
  }
  var bytes: [UInt8] = [0x40, 1, 1, 0]
  bytes += [0x40, 2, UInt8(path.isEmpty ? 0 : 2 + 4 * path.count)] + (path.isEmpty ? [] : [2, UInt8(path.count)] + words(path))
  if let localPref { bytes += [0x40, 5, 4] + words([localPref]) }
  if !communities.isEmpty { bytes += [0xC0, 8, UInt8(4 * communities.count)] + words(communities) }
  if !large.isEmpty { bytes += [0xC0, 32, UInt8(12 * large.count)] + words(large.flatMap { $0 }) }
  return bytes
}

private func verdict(
  _ rules: [FilterRule], _ text: String, _ bytes: [UInt8] = attributes(), peerType: PeerType = .external, isFromPeer: Bool = true,
  interface: String? = nil, direction: FilterDirection = .import
) -> FilterVerdict {
  guard let prefix = IPPrefix(text) else { return FilterVerdict(rule: 999, isAccepted: false) }
  var definition = FilterDefinition(name: "test")
  (definition.importV4, definition.exportV4) = (rules, rules)
  (definition.importV6, definition.exportV6) = (rules, rules)
  let program = FilterProgram([definition], direction: direction, family: prefix.family, peerType: peerType)
  return bytes.withUnsafeBytes {
    let route = FilterRoute(attributes: $0, fields: AttributeFields(canonical: $0), isFromPeer: isFromPeer, interface: interface)
    return program.specialise(route).verdict(high: prefix.high, low: prefix.low, length: prefix.length)
  }
}

private func cidr(_ text: String) -> IPPrefix { IPPrefix(text) ?? IPPrefix(IPv4Address.any, length: 0) }

private func rule(_ change: (inout FilterRule) -> Void) -> FilterRule {
  var rule = FilterRule(.reject)
  change(&rule)
  return rule
}

@Suite("BGPFilter rules")
struct FilterTests {
  struct PrefixRow: Sendable, CustomTestStringConvertible {
    var match: FilterRule.PrefixMatch
    var prefix: String
    var matches: Bool
    var testDescription: String { "\(match.matchOperator.rawValue) \(match.cidr) \(prefix)" }
  }

  static let prefixRows: [PrefixRow] = [
    PrefixRow(match: .init(.equal, cidr("10.0.0.0/8")), prefix: "10.0.0.0/8", matches: true),
    PrefixRow(match: .init(.equal, cidr("10.0.0.0/8")), prefix: "10.0.0.0/9", matches: false),
    PrefixRow(match: .init(.notEqual, cidr("10.0.0.0/8")), prefix: "10.0.0.0/9", matches: true),
    PrefixRow(match: .init(.notEqual, cidr("10.0.0.0/8")), prefix: "10.0.0.0/8", matches: false),
    PrefixRow(match: .init(.in, cidr("10.0.0.0/8")), prefix: "10.0.0.0/8", matches: true),
    PrefixRow(match: .init(.in, cidr("10.0.0.0/8")), prefix: "10.200.0.0/16", matches: true),
    PrefixRow(match: .init(.in, cidr("10.0.0.0/8")), prefix: "11.0.0.0/16", matches: false),
    PrefixRow(match: .init(.in, cidr("10.0.0.0/8")), prefix: "0.0.0.0/0", matches: false),
    PrefixRow(match: .init(.notIn, cidr("10.0.0.0/8")), prefix: "11.0.0.0/16", matches: true),
    PrefixRow(match: .init(.notIn, cidr("10.0.0.0/8")), prefix: "10.1.0.0/16", matches: false),
    PrefixRow(match: .init(.in, cidr("10.0.0.0/8"), lengths: .init(minimum: 16, maximum: 24)), prefix: "10.1.0.0/16", matches: true),
    PrefixRow(match: .init(.in, cidr("10.0.0.0/8"), lengths: .init(minimum: 16, maximum: 24)), prefix: "10.2.0.0/15", matches: false),
    PrefixRow(match: .init(.in, cidr("10.0.0.0/8"), lengths: .init(minimum: 16, maximum: 24)), prefix: "10.1.1.0/25", matches: false),
    PrefixRow(match: .init(.in, cidr("10.0.0.0/8"), lengths: .init(maximum: 24)), prefix: "10.0.0.0/8", matches: true),
    PrefixRow(match: .init(.in, cidr("0.0.0.0/0")), prefix: "203.0.113.0/24", matches: true),
    PrefixRow(match: .init(.equal, cidr("0.0.0.0/0")), prefix: "0.0.0.0/1", matches: false),
    PrefixRow(match: .init(.in, cidr("fd00::/8")), prefix: "fd00:1::/64", matches: true),
    PrefixRow(match: .init(.in, cidr("fd00::/80")), prefix: "fd00::1:0:0:0/96", matches: false),
    PrefixRow(match: .init(.in, cidr("fd00::/80")), prefix: "fd00::1:0/112", matches: true),
    PrefixRow(match: .init(.in, cidr("::/0"), lengths: .init(minimum: 128)), prefix: "fd00::1/128", matches: true),
  ]

  @Test("cidr, matchOperator and prefixLength", arguments: prefixRows)
  func prefixes(row: PrefixRow) {
    let verdict = verdict([FilterRule(.reject, prefix: row.match)], row.prefix)
    #expect(verdict.isAccepted != row.matches)
  }

  @Test("source RemotePeers leaves own routes alone")
  func source() {
    let rules = [rule { $0.onlyFromPeers = true }]
    #expect(!verdict(rules, "10.0.0.0/8", isFromPeer: true, direction: .export).isAccepted)
    #expect(verdict(rules, "10.0.0.0/8", isFromPeer: false, direction: .export).isAccepted)
  }

  @Test(
    "interface patterns",
    arguments: [
      ("*.calico", "vxlan.calico", true), ("cali*", "cali123", true), ("cali*", "eth0", false), ("eth0", "eth0", true),
      ("e*h*0", "eth10", true), ("eth", "eth0", false), ("*", "x", true),
    ])
  func interface(pattern: String, name: String, matches: Bool) {
    #expect(verdict([rule { $0.interface = pattern }], "10.0.0.0/8", interface: name).isAccepted != matches)
    #expect(verdict([rule { $0.interface = pattern }], "10.0.0.0/8", interface: nil).isAccepted)
  }

  @Test("communities, standard and large", arguments: [("64512:1", true), ("64512:2", false), ("64512:1:2", true), ("64512:1:3", false)])
  func communities(text: String, matches: Bool) throws {
    let community = try #require(FilterCommunity(text))
    #expect(community.description == text)
    let bytes = attributes(communities: [9, 64512 << 16 | 1], large: [[1, 2, 3], [64512, 1, 2]])
    #expect(verdict([rule { $0.communities = [community] }], "10.0.0.0/8", bytes).isAccepted != matches)
    #expect(verdict([rule { $0.communities = [community] }], "10.0.0.0/8").isAccepted)
  }

  @Test("texts that are no communities", arguments: ["", "1", "65536:1", "1:65536", "1:2:3:4", "a:b", "1:", "+1:2", "1:4294967296:1"])
  func badCommunities(text: String) { #expect(FilterCommunity(text) == nil) }

  @Test(
    "asPathPrefix",
    arguments: [([], true), ([1], true), ([1, 2], true), ([1, 2, 3], true), ([2], false), ([1, 3], false), ([1, 2, 3, 4], false)])
  func pathPrefix(numbers: [UInt32], matches: Bool) {
    let rules = [rule { $0.asPathPrefix = numbers.map { ASNumber($0) } }]
    #expect(verdict(rules, "10.0.0.0/8", attributes(path: [1, 2, 3])).isAccepted != matches)
  }

  @Test("peerType")
  func peerType() {
    let rules = [rule { $0.peerKind = .internal }]
    #expect(!verdict(rules, "10.0.0.0/8", peerType: .internal).isAccepted)
    #expect(verdict(rules, "10.0.0.0/8", peerType: .external).isAccepted)
  }

  @Test("priority is LOCAL_PREF counted from above")
  func priority() {
    let rules = [rule { $0.priority = 1024 }]
    #expect(!verdict(rules, "10.0.0.0/8", attributes(localPref: FilterPriority.localPref(of: 1024))).isAccepted)
    #expect(verdict(rules, "10.0.0.0/8", attributes(localPref: 100)).isAccepted)
    #expect(FilterPriority.priority(of: FilterPriority.localPref(of: 2_147_483_646)) == 2_147_483_646)
  }

  @Test("the first rule that matches decides; without one the route is accepted")
  func order() {
    let ten = FilterRule.PrefixMatch(.in, cidr("10.0.0.0/8"))
    let rules = [FilterRule(.accept, prefix: .init(.equal, cidr("10.1.0.0/16"))), FilterRule(.reject, prefix: ten), FilterRule(.accept)]
    #expect(verdict(rules, "10.1.0.0/16") == FilterVerdict(rule: 0, isAccepted: true))
    #expect(verdict(rules, "10.2.0.0/16") == FilterVerdict(rule: 1, isAccepted: false))
    #expect(verdict(rules, "11.0.0.0/16") == FilterVerdict(rule: 2, isAccepted: true))
    #expect(verdict([FilterRule(.reject, prefix: ten)], "11.0.0.0/16") == .byDefault)
  }

  @Test("filters of a peer are asked one after the other, and the text names the one that decided")
  func chain() {
    var second = FilterDefinition(name: "second")
    second.importV4 = [FilterRule(.reject, prefix: .init(.in, cidr("10.0.0.0/8")))]
    let program = FilterProgram(
      [BuiltInFilter.noDefault.definition, second], direction: .import, family: .ipv4, peerType: .external)
    attributes().withUnsafeBytes {
      let filter = program.specialise(FilterRoute(attributes: $0, fields: AttributeFields(canonical: $0), isFromPeer: true))
      let texts = ["0.0.0.0/0", "10.1.0.0/16", "11.0.0.0/8"].compactMap { IPPrefix($0) }.map {
        program.text(of: filter.verdict(high: $0.high, low: $0.low, length: $0.length))
      }
      #expect(
        texts == [
          "filter no-default, importV4[0]: Reject", "filter second, importV4[0]: Reject", "no filter rule matches: accepted",
        ])
    }
  }

  @Test("built-in filters", arguments: BuiltInFilter.allCases, AddressFamily.allCases)
  func builtIns(filter: BuiltInFilter, family: AddressFamily) {
    func accepted(_ direction: FilterDirection, isFromPeer: Bool, length: UInt8) -> Bool {
      let program = FilterProgram([filter.definition], direction: direction, family: family, peerType: .external)
      return attributes().withUnsafeBytes {
        program.specialise(FilterRoute(attributes: $0, fields: AttributeFields(canonical: $0), isFromPeer: isFromPeer))
          .verdict(high: 0, low: 0, length: length).isAccepted
      }
    }
    #expect(accepted(.import, isFromPeer: true, length: 0) == (filter == .acceptAll))
    #expect(accepted(.import, isFromPeer: true, length: 8) == (filter != .ownRoutes))
    #expect(accepted(.export, isFromPeer: true, length: 8) == (filter != .ownRoutes))
    #expect(accepted(.export, isFromPeer: false, length: 8))
    #expect(accepted(.export, isFromPeer: false, length: 0) == (filter != .noDefault))
  }
}
