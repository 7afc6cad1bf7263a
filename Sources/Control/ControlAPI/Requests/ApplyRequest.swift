/// Manifests to apply or to delete, all or nothing.
public struct ApplyRequest: Hashable, Codable, Sendable {
  /// One file.
  public struct File: Hashable, Codable, Sendable {
    /// Its name, for messages.
    public var name: String
    /// What is in it: YAML or JSON.
    public var text: String

    /// Joins the parts.
    public init(name: String, text: String) {
      self.name = name
      self.text = text
    }
  }

  /// The files, in order.
  public var files: [File]
  /// Nothing is changed: it is only found out what would.
  public var dryRun: Bool

  /// Joins the parts.
  public init(files: [File], dryRun: Bool = false) {
    self.files = files
    self.dryRun = dryRun
  }
}
