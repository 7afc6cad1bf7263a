/// A protocol with ports of it; numbers and names are kept in alternatives of their own.
struct PortAlternative: Hashable, Sendable {
  /// Nil is any protocol.
  var ipProtocol: UInt8?
  /// Empty is any port.
  var ports: [PortMatch]

  var hasNames: Bool { ports.contains(where: \.isName) }
}

/// Rules that come from one rule of a manifest: each peer with each alternative of protocol and ports.
struct RuleProduct {
  var action: RuleAction
  var index: Int
  var direction: TrafficDirection

  /// No alternative means that protocol and port do not matter.
  func rules(peers: [EntityRule], ports alternatives: [PortAlternative]) -> [PolicyRule] {
    peers.flatMap { peer in alternatives.isEmpty ? [rule(peer, nil)] : alternatives.map { rule(peer, $0) } }
  }

  private func rule(_ peer: EntityRule, _ alternative: PortAlternative?) -> PolicyRule {
    var rule = PolicyRule(action, index: index)
    if direction == .ingress { rule.source = peer } else { rule.destination = peer }
    guard let alternative else { return rule }
    rule.ipProtocol = alternative.ipProtocol
    rule.destination.ports = alternative.ports
    // Only pods give names to ports here, and it is always the pod that is connected to.
    if alternative.hasNames, rule.destination.scope == nil { rule.destination.scope = .allPods }
    return rule
  }
}
