/// What a resource is found by: kind, namespace and name.
public struct ResourceKey: Hashable, Codable, Sendable, Comparable {
  /// The kind: `WorkloadEndpoint`, `BGPPeer`.
  public var kind: String
  /// The namespace; empty for a kind that has none.
  public var namespace: String
  /// The name, unique within kind and namespace.
  public var name: String

  /// Joins the parts.
  public init(kind: String, namespace: String = "", name: String) {
    self.kind = kind
    self.namespace = namespace
    self.name = name
  }

  /// Orders by kind, namespace, name.
  public static func < (left: ResourceKey, right: ResourceKey) -> Bool {
    (left.kind, left.namespace, left.name) < (right.kind, right.namespace, right.name)
  }
}

extension ResourceKey: CustomStringConvertible {
  /// `WorkloadEndpoint stars/frontend-1`, without `stars/` for a kind that has no namespace.
  public var description: String { "\(kind) \(namespace.isEmpty ? "" : "\(namespace)/")\(name)" }
}
