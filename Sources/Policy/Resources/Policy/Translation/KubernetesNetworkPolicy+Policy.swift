import NetTypes

extension KubernetesNetworkPolicy {
  /// The order of Kubernetes' policies in the default tier.
  public static let order = 1000.0

  /// The policy in the form of the evaluator.
  public var policy: Policy {
    var policy = Policy(
      PolicyID(.kubernetesNetworkPolicy, namespace: namespace, name: name), subject: scope(.pods(namespaces: nil, pods: podSelector)))
    policy.order = Self.order
    if directions.contains(.ingress) { policy.ingress = rules(ingress, .ingress) }
    if directions.contains(.egress) { policy.egress = rules(egress, .egress) }
    return policy
  }

  /// The policy as a preview, which has its own kind.
  public func staged(_ action: StagedAction) -> Policy {
    var policy = policy
    policy.id.kind = .stagedKubernetesNetworkPolicy
    policy.stagedAction = action
    return policy
  }

  private func rules(_ rules: [Rule], _ direction: TrafficDirection) -> [PolicyRule] {
    rules.enumerated().flatMap { index, rule in
      let peers = rule.peers.isEmpty ? [EntityRule()] : rule.peers.map(entity)
      return RuleProduct(action: .allow, index: index, direction: direction).rules(peers: peers, ports: alternatives(rule.ports))
    }
  }

  private func entity(_ peer: Peer) -> EntityRule {
    if case .block(let cidr, let except) = peer { return EntityRule(nets: [cidr], except: except) }
    return EntityRule(scope: scope(peer))
  }

  private func scope(_ peer: Peer) -> EndpointScope {
    guard case .pods(let namespaces, let pods) = peer else { return .all }
    let inNamespace =
      namespaces.map { EndpointScope.Term(.namespace, $0.selector) }
      ?? EndpointScope.Term(.effective, "\(CalicoLabel.namespace) == \(SelectorText.quoted(namespace))")
    return EndpointScope([inNamespace, EndpointScope.Term(.pod, pods?.selector ?? "")])
  }

  /// Ports of one protocol become one alternative, unless one of them stands for all ports.
  private func alternatives(_ ports: [Port]) -> [PortAlternative] {
    var alternatives: [PortAlternative] = []
    for port in ports {
      guard let match = port.port else {
        alternatives.append(PortAlternative(ipProtocol: port.ipProtocol, ports: []))
        continue
      }
      let same = alternatives.firstIndex { $0.ipProtocol == port.ipProtocol && $0.ports.first?.isName == match.isName }
      if let same {
        alternatives[same].ports.append(match)
      } else {
        alternatives.append(PortAlternative(ipProtocol: port.ipProtocol, ports: [match]))
      }
    }
    return alternatives
  }
}
