/// A policy that the daemon knows.
public struct PolicyEntry: Hashable, Codable, Sendable {
  /// The kind, as in a manifest.
  public var kind: String
  /// The namespace; empty for a kind of the whole cluster.
  public var namespace: String
  /// The name.
  public var name: String
  /// The tier that it belongs to.
  public var tier: String
  /// Its order in the tier; nil goes last.
  @OrNull public var order: Double?
  /// The number of its rules for what endpoints receive; nil does not touch that direction.
  @OrNull public var ingress: Int?
  /// The number of its rules for what endpoints send; nil does not touch that direction.
  @OrNull public var egress: Int?
  /// Whether it is only a preview.
  public var staged: Bool

  /// Joins the parts.
  public init(
    kind: String, namespace: String, name: String, tier: String, order: Double?, ingress: Int?, egress: Int?, staged: Bool
  ) {
    (self.kind, self.namespace, self.name, self.tier, self.staged) = (kind, namespace, name, tier, staged)
    _order = OrNull(wrappedValue: order)
    _ingress = OrNull(wrappedValue: ingress)
    _egress = OrNull(wrappedValue: egress)
  }
}
