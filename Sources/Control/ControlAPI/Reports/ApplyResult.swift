import Diagnostics

/// What applying or deleting manifests did, or would do.
public struct ApplyResult: Hashable, Codable, Sendable {
  /// What became of one resource.
  public enum Action: String, Codable, Sendable {
    /// It is new.
    case created
    /// It was there and is another now.
    case configured
    /// It was there like this already.
    case unchanged
    /// It is gone.
    case deleted
    /// It was not there.
    case notFound
    /// Its kind is none that Apus reads.
    case skipped
  }

  /// One resource.
  public struct Item: Hashable, Codable, Sendable {
    /// Its kind.
    public var kind: String
    /// Its namespace; empty for kinds that have none.
    public var namespace: String
    /// Its name.
    public var name: String
    /// What became of it.
    public var action: Action

    /// Joins the parts.
    public init(kind: String, namespace: String, name: String, action: Action) {
      self.kind = kind
      self.namespace = namespace
      self.name = name
      self.action = action
    }
  }

  /// The resources, in the order of the files.
  public var items: [Item]
  /// What that changes, and what it costs.
  public var diff: ReloadDiff

  /// Joins the parts.
  public init(items: [Item], diff: ReloadDiff) {
    self.items = items
    self.diff = diff
  }
}
