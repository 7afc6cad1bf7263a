import Selectors

extension CalicoPolicy {
  /// The policy in the form of the evaluator.
  public var policy: Policy {
    var policy = Policy(id, subject: id.namespace.map(subject) ?? globalSubject)
    policy.tier = tier
    policy.order = order
    policy.hook = doNotTrack ? .untracked : preDNAT ? .preDNAT : .normal
    policy.appliesOnForward = applyOnForward
    policy.stagedAction = id.kind.enforcedKind == nil ? nil : stagedAction
    if directions.contains(.ingress) { policy.ingress = CalicoRule.translate(ingress, namespace: id.namespace) }
    if directions.contains(.egress) { policy.egress = CalicoRule.translate(egress, namespace: id.namespace) }
    return policy
  }

  private func subject(in namespace: String) -> EndpointScope {
    var terms = [EndpointScope.Term(.effective, selector), CalicoRule.inNamespace(namespace)]
    if !serviceAccountSelector.isEmpty {
      terms.append(
        EndpointScope.Term(.effective, SelectorText.rewrite(serviceAccountSelector, prefix: CalicoLabel.serviceAccountPrefix)))
    }
    return EndpointScope(terms)
  }

  /// Calico writes `all()` anew wherever it stands, also in the plain selector, once one of the other two is given.
  private var globalSubject: EndpointScope {
    var texts = [selector]
    if !namespaceSelector.isEmpty {
      texts.append(SelectorText.rewrite(namespaceSelector, prefix: CalicoLabel.namespacePrefix))
      texts = texts.map { SelectorText.rewrite($0, all: .has(LabelText(CalicoLabel.namespace))) }
    }
    if !serviceAccountSelector.isEmpty {
      texts.append(SelectorText.rewrite(serviceAccountSelector, prefix: CalicoLabel.serviceAccountPrefix))
      texts = texts.map { SelectorText.rewrite($0, all: .has(LabelText(CalicoLabel.serviceAccount))) }
    }
    return EndpointScope(texts.map { EndpointScope.Term(.effective, $0) })
  }
}
