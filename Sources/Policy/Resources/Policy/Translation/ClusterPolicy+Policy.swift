extension ClusterPolicy {
  /// The policy in the form of the evaluator.
  public var policy: Policy {
    var policy = Policy(id, subject: Self.scope(subject))
    policy.tier = stage == .admin ? PolicyTier.adminName : PolicyTier.baselineName
    policy.order = priority.map(Double.init)
    // Without a rule in a direction the policy does not touch it.
    if !ingress.isEmpty { policy.ingress = Self.rules(ingress, .ingress) }
    if !egress.isEmpty { policy.egress = Self.rules(egress, .egress) }
    return policy
  }

  private static func rules(_ rules: [Rule], _ direction: TrafficDirection) -> [PolicyRule] {
    rules.enumerated().flatMap { index, rule in
      if !rule.isUnderstood { return closed(rule.action, index: index) }
      let product = RuleProduct(action: rule.action, index: index, direction: direction)
      return product.rules(peers: rule.peers.map(entity), ports: rule.protocols?.map(alternative) ?? [])
    }
  }

  /// A rule that is not understood fails closed: an Accept matches nothing, the others deny everything.
  private static func closed(_ action: RuleAction, index: Int) -> [PolicyRule] {
    action == .allow ? [] : [PolicyRule(.deny, index: index)]
  }

  private static func entity(_ peer: Peer) -> EntityRule {
    switch peer {
    case .pods(let set): EntityRule(scope: scope(set))
    case .networks(let nets): EntityRule(nets: nets)
    case .nodes(let selector): EntityRule(scope: EndpointScope([EndpointScope.Term(.node, selector.selector)]))
    case .unsupported: EntityRule()
    }
  }

  private static func scope(_ set: PodSet) -> EndpointScope {
    switch set {
    case .namespaces(let namespaces):
      EndpointScope([EndpointScope.Term(.namespace, namespaces.selector), EndpointScope.Term(.pod, "")])
    case .pods(let namespaces, let pods):
      EndpointScope([EndpointScope.Term(.namespace, namespaces.selector), EndpointScope.Term(.pod, pods.selector)])
    }
  }

  private static func alternative(_ match: TransportMatch) -> PortAlternative {
    switch match {
    case .ports(let ipProtocol, let range): PortAlternative(ipProtocol: ipProtocol, ports: range.map { [.range($0)] } ?? [])
    case .named(let name, let ipProtocol): PortAlternative(ipProtocol: ipProtocol, ports: [.name(name)])
    case .unsupported: PortAlternative(ipProtocol: nil, ports: [])
    }
  }
}

extension ClusterPolicy.Rule {
  /// Whether every peer and protocol is one that can be decided. Without any peer or with empty networks there is nothing to decide by.
  fileprivate var isUnderstood: Bool {
    !peers.isEmpty && protocols.map { !$0.isEmpty } ?? true
      && !peers.contains { $0 == .unsupported || $0 == .networks([]) }
      && !(protocols ?? []).contains(.unsupported)
  }
}
