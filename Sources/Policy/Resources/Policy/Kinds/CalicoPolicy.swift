/// Calico's NetworkPolicy, GlobalNetworkPolicy, and their staged kinds.
public struct CalicoPolicy: Hashable, Sendable {
  /// What it is: kind, namespace (nil for a kind of the whole cluster) and name.
  public var id: PolicyID
  /// `spec.tier`.
  public var tier = PolicyTier.defaultName
  /// `spec.order`.
  public var order: Double?
  /// `spec.selector`; empty is all.
  public var selector = ""
  /// `spec.namespaceSelector`, of the global kinds; empty is no restriction.
  public var namespaceSelector = ""
  /// `spec.serviceAccountSelector`; empty is no restriction.
  public var serviceAccountSelector = ""
  /// `spec.types`; empty is the default, see ``directions``.
  public var types: Set<TrafficDirection> = []
  /// `spec.ingress`.
  public var ingress: [CalicoRule] = []
  /// `spec.egress`.
  public var egress: [CalicoRule] = []
  /// `spec.doNotTrack`.
  public var doNotTrack = false
  /// `spec.preDNAT`.
  public var preDNAT = false
  /// `spec.applyOnForward`.
  public var applyOnForward = false
  /// `spec.stagedAction`, of the staged kinds.
  public var stagedAction = StagedAction.set

  /// A policy of the default tier that selects everything and allows nothing in.
  public init(_ id: PolicyID) { self.id = id }

  /// The directions that the policy touches. Without `types`: egress if it has egress rules only, ingress if it has no egress rules.
  public var directions: Set<TrafficDirection> {
    if !types.isEmpty { return types }
    if egress.isEmpty { return [.ingress] }
    return ingress.isEmpty ? [.egress] : [.ingress, .egress]
  }
}
