import Resources

/// The specs of Calico's policies, staged or not.
enum CalicoPolicyForm {
  /// Reads a spec and reports what is unknown.
  static func read(_ kind: PolicyKind, _ manifest: ManifestHeader, _ fields: inout FieldReader) -> CalicoPolicy {
    let isGlobal = kind == .globalNetworkPolicy || kind == .stagedGlobalNetworkPolicy
    var policy = CalicoPolicy(PolicyID(kind, namespace: isGlobal ? nil : manifest.namespace ?? "default", name: manifest.name))
    fields.read("tier", .text, into: &policy.tier)
    fields.read("order", .order, into: &policy.order)
    fields.read("selector", .selectorText(.policy), into: &policy.selector)
    fields.read("serviceAccountSelector", .selectorText(.policy), into: &policy.serviceAccountSelector)
    if let types = fields.read("types", .list(of: .policyType)) { policy.types = Set(types) }
    let context = fields.context
    fields.read("ingress", .rightItems(of: CalicoRuleForm.rule("\(context).ingress", .policy)), into: &policy.ingress)
    fields.read("egress", .rightItems(of: CalicoRuleForm.rule("\(context).egress", .policy)), into: &policy.egress)
    fields.accept("performanceHints")
    if isGlobal { hostFields(&fields, &policy) }
    if kind.enforcedKind != nil { fields.read("stagedAction", .word, into: &policy.stagedAction) }
    deadRules(of: policy, fields)
    fields.finish()
    return policy
  }

  /// What only a GlobalNetworkPolicy has.
  private static func hostFields(_ fields: inout FieldReader, _ policy: inout CalicoPolicy) {
    fields.read("namespaceSelector", .selectorText(.policy), into: &policy.namespaceSelector)
    fields.read("doNotTrack", .truth, into: &policy.doNotTrack)
    fields.read("preDNAT", .truth, into: &policy.preDNAT)
    fields.read("applyOnForward", .truth, into: &policy.applyOnForward)
    if policy.doNotTrack, policy.preDNAT {
      fields.value("preDNAT")?.error("doNotTrack is true as well, and a packet passes only one of these places", mend: "remove one of them")
    }
    for (name, isOn) in [("doNotTrack", policy.doNotTrack), ("preDNAT", policy.preDNAT)] where isOn && !policy.applyOnForward {
      fields.value(name)?.error("needs applyOnForward: true", mend: "add applyOnForward: true")
    }
    if policy.preDNAT, policy.directions.contains(.egress) {
      let field = fields.value(policy.egress.isEmpty ? "types" : "egress")
      field?.error("a preDNAT policy is about ingress only", mend: "remove egress")
    }
  }

  private static func deadRules(of policy: CalicoPolicy, _ fields: FieldReader) {
    for direction in TrafficDirection.allCases where !policy.directions.contains(direction) {
      guard let rules = fields.value(direction.rawValue), rules.items?.isEmpty == false else { continue }
      rules.warning("these rules do nothing: types does not list \(direction.typeName)", mend: "add it to types")
    }
  }
}

/// The specs of Tier and Profile.
enum CalicoPlaceForm {
  /// A Tier; those that always exist keep their order and default action.
  static func tier(_ manifest: ManifestHeader, _ fields: inout FieldReader) -> PolicyTier {
    var tier = PolicyTier(name: manifest.name)
    fields.read("order", .order, into: &tier.order)
    fields.read("defaultAction", .word, into: &tier.defaultAction)
    fields.finish()
    guard let builtIn = PolicyTier.builtIn.first(where: { $0.name == tier.name }) else { return tier }
    if tier.order != nil, tier.order != builtIn.order, let order = builtIn.order {
      fields.value("order")?.error(
        "the order of tier \(tier.name) is always \(Int(order))", mend: "remove it, or give the tier another name")
    }
    if fields.has("defaultAction"), tier.defaultAction != builtIn.defaultAction {
      fields.value("defaultAction")?.error(
        "the default action of tier \(tier.name) is always \(builtIn.defaultAction.rawValue)",
        mend: "remove it, or give the tier another name")
    }
    return builtIn
  }

  /// A Profile.
  static func profile(_ manifest: ManifestHeader, _ fields: inout FieldReader) -> PolicyProfile {
    var profile = PolicyProfile(name: manifest.name)
    fields.read("labelsToApply", .labels, into: &profile.labelsToApply)
    for direction in TrafficDirection.allCases {
      let form = CalicoRuleForm.rule("Profile.spec.\(direction.rawValue)", .profile)
      let rules = CalicoRule.translate(fields.read(direction.rawValue, .rightItems(of: form)) ?? [], namespace: nil)
      if direction == .ingress { profile.ingress = rules } else { profile.egress = rules }
    }
    fields.finish()
    return profile
  }
}

extension Form where Value == Double {
  /// The order of a policy or tier.
  fileprivate static var order: Form {
    Form { value in
      guard value.isPlain, let text = value.text, let number = Double(text), number.isFinite else {
        let isQuoted = !value.isPlain && value.text.flatMap(Double.init) != nil
        value.refuse(expected: "a number", mend: isQuoted ? "write the number without quotes" : nil)
        return nil
      }
      return number
    }
  }
}
