import NetTypes
import Resources
import Selectors

/// Warnings of what is right as it is written and often not what was meant: the mistakes that people bring to the forums.
struct PolicyLint {
  let model: PolicyModel
  let services: [ServiceDraft]
  private let labels: KnownLabels

  init(model: PolicyModel, services: [ServiceDraft]) {
    self.model = model
    self.services = services
    labels = KnownLabels(model)
  }

  /// Looks at every policy.
  func check(_ policies: [Draft<Policy>]) {
    for policy in policies {
      checkLabels(of: policy)
      checkReach(of: policy)
      checkPeers(of: policy)
      checkLogOnly(policy)
      checkServiceAddresses(of: policy)
    }
    checkNameService(policies)
  }

  /// A label that nobody has, in the policy's own selectors and in those of its rules.
  private func checkLabels(of policy: Draft<Policy>) {
    let spec = policy.fields.mapping
    labels.checkText(spec["selector"], .endpoint)
    labels.checkText(spec["namespaceSelector"], .namespace)
    labels.checkObject(spec["podSelector"], .pod)
    labels.checkObject(spec["subject"]?["namespaces"], .namespace)
    labels.checkObject(spec["subject"]?["pods"]?["namespaceSelector"], .namespace)
    labels.checkObject(spec["subject"]?["pods"]?["podSelector"], .pod)
    for (rule, _, _) in policy.rules {
      for side in ["source", "destination"] {
        labels.checkText(rule[side]?["selector"], .endpoint)
        labels.checkText(rule[side]?["namespaceSelector"], .namespace)
      }
      for peer in rule.peers {
        for holder in [peer, peer["pods"]].compactMap(\.self) {
          labels.checkObject(holder["podSelector"], .pod)
          labels.checkObject(holder["namespaceSelector"], .namespace)
        }
        labels.checkObject(peer["namespaces"], .namespace)
      }
    }
  }

  /// A rule's selector in a NetworkPolicy means endpoints of the policy's own namespace.
  private func checkReach(of policy: Draft<Policy>) {
    guard policy.spec.id.kind == .networkPolicy || policy.spec.id.kind == .stagedNetworkPolicy, let namespace = policy.spec.id.namespace
    else { return }
    for (rule, _, _) in policy.rules {
      for side in ["source", "destination"] {
        guard let entity = rule[side], entity["namespaceSelector"] == nil, let field = entity["selector"], let text = field.text,
          let selector = try? Selector(text)
        else { continue }
        let found = model.workloads.filter { selector.matches($0.labels) }
        if !found.isEmpty, !found.contains(where: { $0.namespace == namespace }) {
          let others = Set(found.map(\.namespace)).sorted().joined(separator: ", ")
          field.warning(
            "means endpoints of namespace \(namespace) only, and those that it matches are in \(others)",
            mend: "add namespaceSelector: all(), or one of their namespaces")
        }
      }
    }
  }

  /// Two items are either-or: people mean one item with both selectors.
  private func checkPeers(of policy: Draft<Policy>) {
    guard policy.spec.id.kind == .kubernetesNetworkPolicy || policy.spec.id.kind == .stagedKubernetesNetworkPolicy else { return }
    for (rule, _, _) in policy.rules {
      for (first, second) in zip(rule.peers, rule.peers.dropFirst()) {
        guard first["namespaceSelector"] != nil, first["podSelector"] == nil, second["namespaceSelector"] == nil,
          let field = second["podSelector"]
        else { continue }
        field.warning(
          "this item is about pods of namespace \(policy.spec.id.namespace ?? ""), not of the namespaces of the item before",
          mend: "to mean pods of these namespaces, write both selectors in one item")
      }
    }
  }

  /// A rule that only notes decides nothing, and then the tier ends.
  private func checkLogOnly(_ policy: Draft<Policy>) {
    let tier = (PolicyTier.builtIn + model.tiers).first { $0.name == policy.spec.tier }
    guard tier?.defaultAction == .deny, policy.spec.hook == .normal else { return }
    for direction in TrafficDirection.allCases {
      guard let rules = policy.spec.rules(direction), !rules.isEmpty, rules.allSatisfy({ $0.action == .log }) else { continue }
      policy.fields.value(direction.rawValue)?.warning(
        "only Log rules, and the end of tier \(policy.spec.tier) denies what no rule decides", mend: "add a rule with action: Pass or Allow"
      )
    }
  }

  /// Policy sees addresses after the translation of Services.
  private func checkServiceAddresses(of policy: Draft<Policy>) {
    for (rule, _, _) in policy.rules {
      let fields = ["source", "destination"].flatMap { rule[$0]?["nets"]?.items ?? [] } + rule.peers.compactMap { $0["ipBlock"]?["cidr"] }
      for field in fields {
        guard let text = field.text, let net = IPPrefix(lenient: text), net.length > 8,
          let service = services.first(where: { $0.addresses.contains(where: net.contains) })
        else { continue }
        field.warning(
          "\(text) holds the address of Service \(service.name.namespace)/\(service.name.name), and policy sees the addresses of its pods",
          mend: "write a selector of its pods")
      }
    }
  }

  /// Pods that may send only what rules say also need names.
  private func checkNameService(_ policies: [Draft<Policy>]) {
    let enforced = policies.filter { $0.spec.stagedAction == nil && $0.spec.hook == .normal && $0.spec.tier == PolicyTier.defaultName }
    for policy in enforced where policy.spec.egress?.isEmpty == false && !policy.spec.letsNamesOut {
      let others = enforced.filter { $0.spec.id.namespace == nil || $0.spec.id.namespace == policy.spec.id.namespace }
      guard policy.spec.egress?.contains(where: { $0.action == .allow }) == true, !others.contains(where: \.spec.letsNamesOut) else {
        continue
      }
      policy.fields.value("egress")?.warning(
        "no policy of these endpoints lets DNS out (UDP port 53)", mend: "add a rule for it, or names cannot be looked up")
    }
  }
}

extension Policy {
  /// Whether a rule of egress allows or passes UDP port 53 to anybody.
  fileprivate var letsNamesOut: Bool {
    (egress ?? []).contains { rule in
      let ports = rule.destination.ports
      return (rule.action == .allow || rule.action == .pass) && (rule.ipProtocol ?? IPProtocol.udp) == IPProtocol.udp
        && (ports.isEmpty
          || ports.contains {
            if case .range(let range) = $0 { range.contains(53) } else { true }
          })
    }
  }
}

extension FieldValue {
  /// The items of `from` or `to` of a rule.
  fileprivate var peers: [FieldValue] { self["from"]?.items ?? self["to"]?.items ?? [] }
}
