import NetTypes
import Resources

extension CompiledPolicies {
  /// The first criterion of the rule that the packet does not meet; nil is a match.
  func mismatch(_ compiled: CompiledRule, _ packet: Packet) -> Mismatch? {
    let rule = compiled.rule
    if let family = rule.family, family != packet.family { return .family }
    if !compiled.hasNets(of: packet.family) { return .noNetOfFamily }
    if let number = rule.ipProtocol, number != packet.ipProtocol { return .ipProtocol }
    if let number = rule.notProtocol, number == packet.ipProtocol { return .notProtocol }
    if let icmp = rule.icmp, !packet.isICMP || !matches(icmp, packet) { return .icmp }
    // The negation is about the type alone: a packet that is no ICMP does not match it either.
    if let icmp = rule.notICMP, !packet.isICMP || matches(icmp, packet) { return .notICMP }
    if let mismatch = mismatch(compiled.source, packet.source, packet) { return .source(mismatch) }
    if let mismatch = mismatch(compiled.destination, packet.destination, packet) { return .destination(mismatch) }
    if let service = compiled.source.service, !service.contains(packet.source.address) { return .source(.service) }
    if let service = compiled.destination.service, !reaches(service, packet) { return .destination(.service) }
    // Without a request the rule is judged on addresses and ports: what the kernel can do.
    if let http = rule.http, let request = packet.http, !http.matches(request) { return .http }
    return nil
  }

  private func matches(_ icmp: ICMPMatch, _ packet: Packet) -> Bool {
    (icmp.type.map { $0 == packet.icmpType } ?? true) && (icmp.code.map { $0 == packet.icmpCode } ?? true)
  }

  private func reaches(_ service: CompiledService, _ packet: Packet) -> Bool {
    service.contains(packet.destination.address, ipProtocol: packet.ipProtocol, port: packet.destination.port)
  }

  private func mismatch(_ entity: CompiledEntity, _ end: Packet.End, _ packet: Packet) -> EntityMismatch? {
    let rule = entity.rule
    if let scope = entity.scope, !isAny(end.holders, in: scope) { return .selector }
    if let scope = entity.notScope, isAny(end.holders, in: scope) { return .notSelector }
    if !rule.nets.isEmpty, !rule.nets.contains(where: { $0.contains(end.address) }) { return .nets }
    if rule.notNets.contains(where: { $0.contains(end.address) }) { return .notNets }
    if !rule.ports.isEmpty, !isAny(rule.ports, end, entity.scope, packet) { return .ports }
    if !rule.notPorts.isEmpty, isAny(rule.notPorts, end, entity.scope, packet) { return .notPorts }
    return nil
  }

  private func isAny(_ list: [Int], in scope: ScopeID) -> Bool { list.contains { identities.contains(scope, holders[$0].labels) } }

  private func isAny(_ ports: [PortMatch], _ end: Packet.End, _ scope: ScopeID?, _ packet: Packet) -> Bool {
    if !packet.hasPorts { return false }
    return ports.contains { match in
      switch match {
      case .range(let range): range.contains(end.port)
      case .name(let name): isNamed(name, end, scope, packet.ipProtocol)
      }
    }
  }

  /// Whether one who has the address, and is in the scope if there is one, gives this name to the port.
  private func isNamed(_ name: String, _ end: Packet.End, _ scope: ScopeID?, _ ipProtocol: UInt8) -> Bool {
    end.holders.contains { index in
      let holder = holders[index]
      return holder.ports.contains { $0.name == name && $0.ipProtocol == ipProtocol && $0.port == end.port }
        && scope.map { identities.contains($0, holder.labels) } ?? true
    }
  }
}
