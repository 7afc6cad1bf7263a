import Resources

/// What a rule asks of the IP protocol, and for it of the ICMP type; ports are asked for apart from that.
struct ProtocolCase {
  let matches: [PacketMatch]
  /// Whether ports are compared in this case: only the three protocols have any.
  let looksAtPorts: Bool
  /// Whether any of the protocols has ports.
  let mayHavePorts: Bool

  /// The cases of a rule, of which at most one holds for a packet.
  static func cases(of rule: PolicyRule) -> [ProtocolCase] {
    var protocols = ProtocolSet.any
    if let number = rule.ipProtocol { protocols = ProtocolSet(values: [number], isNegated: false) }
    if let number = rule.notProtocol { protocols = protocols.intersection(ProtocolSet(values: [number], isNegated: true)) }
    if rule.icmp != nil || rule.notICMP != nil { return icmpCases(rule, protocols) }
    let needsPort = !rule.source.ports.isEmpty || !rule.destination.ports.isEmpty
    let refusesPort = !rule.source.notPorts.isEmpty || !rule.destination.notPorts.isEmpty
    if !needsPort && !refusesPort { return some(protocols, looksAtPorts: false) }
    let with = some(protocols.intersection(.withPorts), looksAtPorts: true)
    // A packet without ports has none of the refused ones.
    return needsPort ? with : with + some(protocols.intersection(.withoutPorts), looksAtPorts: false)
  }

  private static func some(_ protocols: ProtocolSet, looksAtPorts: Bool) -> [ProtocolCase] {
    protocols.isEmpty ? [] : [one(protocols, looksAtPorts: looksAtPorts)]
  }

  private static func one(_ protocols: ProtocolSet, looksAtPorts: Bool) -> ProtocolCase {
    ProtocolCase(
      matches: protocols.match.map { [$0] } ?? [], looksAtPorts: looksAtPorts,
      mayHavePorts: !protocols.intersection(.withPorts).isEmpty)
  }

  private static func icmpCases(_ rule: PolicyRule, _ protocols: ProtocolSet) -> [ProtocolCase] {
    if !rule.source.ports.isEmpty || !rule.destination.ports.isEmpty { return [] }
    let kinds: [(UInt8, PacketMatch.ICMPKind)] = [(IPProtocol.icmp, .icmp), (IPProtocol.icmpv6, .icmpv6)]
    return kinds.compactMap { number, kind in
      let one = ProtocolSet(values: [number], isNegated: false)
      guard !protocols.intersection(one).isEmpty else { return nil }
      var matches: [PacketMatch] = [.ipProtocol([number], negated: false)]
      if let icmp = rule.icmp, icmp != ICMPMatch(type: nil) {
        matches.append(.icmp(kind, type: icmp.type, code: icmp.code, negated: false))
      }
      if let icmp = rule.notICMP {
        // Not any ICMP, of what is ICMP: nothing.
        if icmp == ICMPMatch(type: nil) { return nil }
        matches.append(.icmp(kind, type: icmp.type, code: icmp.code, negated: true))
      }
      return ProtocolCase(matches: matches, looksAtPorts: false, mayHavePorts: false)
    }
  }
}
