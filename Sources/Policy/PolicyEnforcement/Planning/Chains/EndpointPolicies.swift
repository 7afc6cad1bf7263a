import Resources

/// What decides at an endpoint in one direction, in order: endpoints for which it is equal share their chains.
struct EndpointPolicies {
  /// Policies of one tier.
  struct Stage {
    let tier: PolicyTier
    var policies: [Policy]
  }

  /// What the endpoint looks at after the last tier.
  enum Rest: Hashable {
    /// Profiles by name, and the end denies.
    case profiles([String])
    /// Nothing: back to where the chain came from.
    case back
  }

  var direction: TrafficDirection
  var stages: [Stage]
  /// Whether the end of a tier has a default action.
  var isArmed = true
  var rest: Rest

  /// The name of the chain, equal for equal lists.
  var name: String {
    let list = stages.map { stage in
      "\(stage.tier.name) \(stage.tier.defaultAction.rawValue)\n" + stage.policies.map(\.id.orderText).joined(separator: "\n")
    }
    return NameHash.name(direction == .ingress ? "ci-" : "ce-", "\(isArmed) \(rest)\n" + list.joined(separator: "\n\n"))
  }
}
