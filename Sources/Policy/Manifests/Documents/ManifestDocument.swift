import Diagnostics
import Resources

/// One resource of a manifest as a document of its own, as a store keeps it.
public struct ManifestDocument: Hashable, Sendable {
  /// The kind; with its group behind it where it is not Calico's: `BGPPeer`, `NetworkPolicy.networking.k8s.io`, `Pod.core`.
  public var kind: String
  /// The namespace, `default` where none is given; empty for kinds that have none.
  public var namespace: String
  /// The name.
  public var name: String
  /// `metadata.labels`.
  public var labels: [String: String]
  /// Where it begins.
  public var place: SourcePlace
  /// The document as JSON on one line, members as they were written.
  public var json: String
  /// Whether this version reads the kind.
  public var isKnown: Bool
  /// The workload, when it is written in the short form of the config file.
  public var workload: Workload?

  /// `BGPPeer tor-1`, `WorkloadEndpoint stars/frontend-1`.
  public var title: String { Self.title(kind, namespace, name) }

  /// The title of what has these names.
  public static func title(_ kind: String, _ namespace: String, _ name: String) -> String {
    "\(kind) \(namespace.isEmpty ? "" : "\(namespace)/")\(name)"
  }
}

/// A document that a store keeps, as the daemon reads it back.
public struct StoredDocument: Hashable, Sendable {
  /// What it is, for messages: `BGPPeer tor-1 of the store`.
  public var title: String
  /// The document.
  public var json: String

  /// Joins the parts.
  public init(title: String, json: String) {
    self.title = title
    self.json = json
  }
}
