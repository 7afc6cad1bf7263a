import NetTypes
import Resources

/// A policy, ready to be matched.
struct CompiledPolicy: Sendable {
  let id: PolicyID
  /// The place of its tier among the tiers.
  let tier: Int
  let subject: ScopeID
  let hook: PolicyHook
  let appliesOnForward: Bool
  let ingress: [CompiledRule]?
  let egress: [CompiledRule]?

  func rules(_ direction: TrafficDirection) -> [CompiledRule]? { direction == .ingress ? ingress : egress }
}

/// A profile, ready to be matched.
struct CompiledProfile: Sendable {
  let ingress: [CompiledRule]
  let egress: [CompiledRule]

  func rules(_ direction: TrafficDirection) -> [CompiledRule] { direction == .ingress ? ingress : egress }
}

/// A rule, ready to be matched.
struct CompiledRule: Sendable {
  let rule: PolicyRule
  let source: CompiledEntity
  let destination: CompiledEntity

  var action: RuleAction { rule.action }
  var index: Int { rule.index }

  /// A list of networks without one of the packet's family takes the whole rule out for that family, also a list of exceptions.
  func hasNets(of family: AddressFamily) -> Bool { source.hasNets(of: family) && destination.hasNets(of: family) }
}

/// One end of a rule, ready to be matched.
struct CompiledEntity: Sendable {
  let rule: EntityRule
  let scope: ScopeID?
  let notScope: ScopeID?
  let service: CompiledService?

  func hasNets(of family: AddressFamily) -> Bool {
    (rule.nets.isEmpty || rule.nets.contains { $0.family == family })
      && (rule.notNets.isEmpty || rule.notNets.contains { $0.family == family })
  }
}

/// The endpoints of a Service.
struct CompiledService: Sendable {
  private let endpoints: [IPAddress: Set<ServiceEndpoint.Port>]

  /// A Service that does not exist has no endpoints.
  init(_ list: [ServiceEndpoint]) {
    var endpoints: [IPAddress: Set<ServiceEndpoint.Port>] = [:]
    for endpoint in list { endpoints[endpoint.address, default: []].formUnion(endpoint.ports) }
    self.endpoints = endpoints
  }

  func contains(_ address: IPAddress) -> Bool { endpoints[address] != nil }

  func contains(_ address: IPAddress, ipProtocol: UInt8, port: UInt16) -> Bool {
    guard let ports = endpoints[address] else { return false }
    return ports.contains(ServiceEndpoint.Port(ipProtocol: ipProtocol, port: port))
      || ports.contains(ServiceEndpoint.Port(ipProtocol: ipProtocol, port: nil))
  }
}
