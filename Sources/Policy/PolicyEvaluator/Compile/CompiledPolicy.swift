import Resources

/// A policy, ready to be evaluated: plain values, so that looking at one counts no references.
struct CompiledPolicy: Sendable {
  /// The place of its tier among the tiers.
  let tier: Int32
  /// The number of the scope of its endpoints.
  let subject: Int32
  let hook: PolicyHook
  let appliesOnForward: Bool
  /// Its rules; nil does not touch the direction.
  let ingress: Span?
  let egress: Span?

  @inline(__always)
  func rules(_ direction: TrafficDirection) -> Span? { direction == .ingress ? ingress : egress }
}

/// What a policy is called, and where that puts it in its tier.
struct PolicyTitle: Sendable {
  let id: PolicyID
  let order: Double
  let text: String

  init(_ policy: Policy) {
    id = policy.id
    order = policy.order ?? .infinity
    text = policy.id.orderText
  }

  /// The order of evaluation in a tier: orders, then texts.
  func precedes(_ other: PolicyTitle) -> Bool {
    order == other.order ? text.utf8.lexicographicallyPrecedes(other.text.utf8) : order < other.order
  }
}

/// A profile, ready to be evaluated; one that is only named has no rules.
struct CompiledProfile: Sendable {
  var exists = false
  var ingress = Span()
  var egress = Span()

  func rules(_ direction: TrafficDirection) -> Span { direction == .ingress ? ingress : egress }
}
