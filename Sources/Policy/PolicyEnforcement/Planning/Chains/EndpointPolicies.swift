import Resources

/// What decides at an endpoint in one direction, in order: endpoints for which it is equal share their chains.
struct EndpointPolicies {
  /// Policies of one tier.
  struct Stage {
    let tier: PolicyTier
    var policies: [Policy]
    /// Whether the end of the tier has its default action.
    var isArmed = true
  }

  /// What is let through before all policy.
  enum Prelude: String {
    case nothing
    /// The ports that no policy may cut off a host from.
    case failsafe
    /// The same, where packets that the host forwards come by as well.
    case failsafeToHost
  }

  /// What the endpoint looks at after the last tier.
  enum Rest: Hashable {
    /// Profiles by name, and the end denies.
    case profiles([String])
    /// Nothing: back to where the chain came from.
    case back
  }

  var direction: TrafficDirection
  var prelude = Prelude.nothing
  var stages: [Stage]
  var rest: Rest

  /// The name of the chain, equal for equal lists.
  var name: String {
    let list = stages.map { stage in
      "\(stage.tier.name) \(stage.tier.defaultAction.rawValue) \(stage.isArmed)\n"
        + stage.policies.map(\.id.orderText).joined(separator: "\n")
    }
    return NameHash.name(direction == .ingress ? "ci-" : "ce-", "\(prelude) \(rest)\n" + list.joined(separator: "\n\n"))
  }
}
