import NetTypes
import Resources

extension CompiledPolicies {
  /// Whether the packet meets the whole rule. Protocol and port come first: they tell most rules apart and are at hand.
  @inline(__always)
  func matches(_ rule: CompiledRule, _ packet: borrowing Packet) -> Bool {
    if rule.ipProtocol >= 0, rule.ipProtocol != Int16(packet.ipProtocol) { return false }
    if rule.hasPorts, packet.destination.port < rule.firstPort || packet.destination.port > rule.lastPort { return false }
    return mismatch(rule, packet) == nil
  }

  /// The first criterion of the rule that the packet does not meet; nil is a match.
  @inline(__always)
  func mismatch(_ rule: CompiledRule, _ packet: borrowing Packet) -> Mismatch? {
    if rule.more >= 0 { return fullMismatch(rule, table.extras[Int(rule.more)], packet) }
    if rule.ipProtocol >= 0, rule.ipProtocol != Int16(packet.ipProtocol) { return .ipProtocol }
    if rule.sourceScope >= 0, !isAny(packet.source.entry, in: rule.sourceScope) { return .source(.selector) }
    if rule.destinationScope >= 0, !isAny(packet.destination.entry, in: rule.destinationScope) { return .destination(.selector) }
    if rule.hasPorts {
      let port = packet.destination.port
      if !packet.hasPorts || port < rule.firstPort || port > rule.lastPort { return .destination(.ports) }
    }
    return nil
  }

  private func fullMismatch(_ rule: CompiledRule, _ extra: RuleExtra, _ packet: borrowing Packet) -> Mismatch? {
    if let family = extra.family, family != packet.family { return .family }
    if !extra.source.allows(packet.family) || !extra.destination.allows(packet.family) { return .noNetOfFamily }
    if rule.ipProtocol >= 0, rule.ipProtocol != Int16(packet.ipProtocol) { return .ipProtocol }
    if let number = extra.notProtocol, number == packet.ipProtocol { return .notProtocol }
    if let icmp = extra.icmp, !packet.isICMP || !packet.has(icmp) { return .icmp }
    // The negation is about the type alone: a packet that is no ICMP does not match it either.
    if let icmp = extra.notICMP, !packet.isICMP || packet.has(icmp) { return .notICMP }
    if let mismatch = mismatch(rule.sourceScope, extra.source, packet.source, packet) { return .source(mismatch) }
    if let mismatch = mismatch(rule.destinationScope, extra.destination, packet.destination, packet) { return .destination(mismatch) }
    if extra.source.service >= 0, !table.services[Int(extra.source.service)].contains(packet.source.address) { return .source(.service) }
    if extra.destination.service >= 0, !reaches(extra.destination.service, packet) { return .destination(.service) }
    // Without a request the rule is judged on addresses and ports: what the kernel can do.
    if extra.http >= 0, let request = packet.http, !table.requests[Int(extra.http)].matches(request) { return .http }
    return nil
  }

  private func reaches(_ service: Int32, _ packet: borrowing Packet) -> Bool {
    table.services[Int(service)].contains(packet.destination.address, ipProtocol: packet.ipProtocol, port: packet.destination.port)
  }

  private func mismatch(_ scope: Int32, _ extra: EntityExtra, _ end: Packet.End, _ packet: borrowing Packet) -> EntityMismatch? {
    if scope >= 0, !isAny(end.entry, in: scope) { return .selector }
    if extra.notScope >= 0, isAny(end.entry, in: extra.notScope) { return .notSelector }
    if extra.nets.isGiven, !table.nets.contains(end.key, extra.nets.span(packet.family)) { return .nets }
    if extra.notNets.isGiven, table.nets.contains(end.key, extra.notNets.span(packet.family)) { return .notNets }
    if !extra.ports.isEmpty, !isAny(extra.ports, end, scope, packet) { return .ports }
    if !extra.notPorts.isEmpty, isAny(extra.notPorts, end, scope, packet) { return .notPorts }
    return nil
  }

  /// Whether somebody who has the address is in the scope.
  @inline(__always)
  func isAny(_ entry: AddressTable.Entry, in scope: Int32) -> Bool {
    addresses.anyIdentity(entry) { memberships.contains(scope, $0) }
  }

  private func isAny(_ ports: Span, _ end: Packet.End, _ scope: Int32, _ packet: borrowing Packet) -> Bool {
    if !packet.hasPorts { return false }
    for place in ports.range {
      let port = table.ports[place]
      if port.name < 0 ? port.first <= end.port && end.port <= port.last : isNamed(port.name, end, scope, packet.ipProtocol) { return true }
    }
    return false
  }

  /// Whether one who has the address, and is in the scope if there is one, gives this name to the port.
  private func isNamed(_ name: Int32, _ end: Packet.End, _ scope: Int32, _ ipProtocol: UInt8) -> Bool {
    let wanted = HolderPort(name: name, port: end.port, ipProtocol: ipProtocol)
    let holder = addresses.firstHolder(end.entry) { place in
      let holder = holders[Int(place)]
      if scope >= 0, holder.identity < 0 || !memberships.contains(scope, holder.identity) { return false }
      return holder.ports.range.contains { holderPorts[$0] == wanted }
    }
    return holder >= 0
  }
}

extension EntityExtra {
  fileprivate func allows(_ family: AddressFamily) -> Bool { nets.allows(family) && notNets.allows(family) }
}

extension Packet {
  fileprivate func has(_ icmp: ICMPMatch) -> Bool {
    (icmp.type.map { $0 == icmpType } ?? true) && (icmp.code.map { $0 == icmpCode } ?? true)
  }
}
