import Selectors

extension CalicoRule {
  /// Rules in the form of the evaluator; `namespace` is that of their policy, nil for a kind of the whole cluster.
  public static func translate(_ rules: [CalicoRule], namespace: String?) -> [PolicyRule] {
    rules.enumerated().map { index, rule in rule.policyRule(index: index, namespace: namespace) }
  }

  static func inNamespace(_ namespace: String) -> EndpointScope.Term {
    EndpointScope.Term(.effective, "\(CalicoLabel.namespace) == \(SelectorText.quoted(namespace))")
  }

  private func policyRule(index: Int, namespace: String?) -> PolicyRule {
    var rule = PolicyRule(action, index: index)
    rule.family = family
    rule.ipProtocol = ipProtocol
    rule.notProtocol = notProtocol
    rule.icmp = icmp
    rule.notICMP = notICMP
    rule.source = source.entityRule(namespace: namespace)
    rule.destination = destination.entityRule(namespace: namespace)
    rule.http = http
    return rule
  }
}

extension CalicoRule.Entity {
  fileprivate func entityRule(namespace: String?) -> EntityRule {
    var rule = EntityRule(scope: scope(namespace: namespace))
    // Not limited to the namespace of the policy: the positive scope above sees to that.
    if !notSelector.isEmpty { rule.notScope = EndpointScope([EndpointScope.Term(.effective, notSelector)]) }
    rule.nets = nets
    rule.notNets = notNets
    rule.ports = ports
    rule.notPorts = notPorts
    rule.service = service.map { ServiceName(namespace: $0.namespace ?? namespace ?? "", name: $0.name) }
    return rule
  }

  /// All selector fields together are one set of addresses; nil if none of them is given.
  private func scope(namespace: String?) -> EndpointScope? {
    var terms = namespacePart(namespace)
    if let serviceAccounts {
      if !serviceAccounts.names.isEmpty {
        terms.append(EndpointScope.Term(.effective, "\(CalicoLabel.serviceAccount) in \(SelectorText.set(serviceAccounts.names))"))
      }
      if !serviceAccounts.selector.isEmpty {
        let text = SelectorText.rewrite(serviceAccounts.selector, prefix: CalicoLabel.serviceAccountPrefix)
        terms.append(EndpointScope.Term(.effective, text))
      }
    }
    if !selector.isEmpty { terms.append(EndpointScope.Term(.effective, selector)) }
    return terms.isEmpty ? nil : EndpointScope(terms)
  }

  private func namespacePart(_ namespace: String?) -> [EndpointScope.Term] {
    if !namespaceSelector.isEmpty {
      let has = Selector.Expression.has(LabelText(CalicoLabel.namespace))
      let text = SelectorText.rewrite(namespaceSelector, prefix: CalicoLabel.namespacePrefix, all: has, global: .not(has))
      return [EndpointScope.Term(.effective, text)]
    }
    let isGiven = !selector.isEmpty || !notSelector.isEmpty || serviceAccounts.map { !$0.isEmpty } ?? false
    guard let namespace, isGiven else { return [] }
    return [CalicoRule.inNamespace(namespace)]
  }
}
