/// A resource as it was written, and where: an item of `apusctl get KIND -o json`.
public struct ResourceEntry: Hashable, Codable, Sendable {
  /// Its kind; with the group behind it where that is not Calico's.
  public var kind: String
  /// Its namespace; empty for kinds that have none.
  public var namespace: String
  /// Its name.
  public var name: String
  /// Its labels.
  public var labels: [String: String]
  /// `store` when it was applied over the API, else the file and line that it stands at.
  public var source: String
  /// The store's change that wrote it; nil for one of a file.
  @OrNull public var revision: Int64?
  /// The document; items of the config file are in its short form.
  public var document: JSONValue

  /// Joins the parts.
  public init(
    kind: String, namespace: String, name: String, labels: [String: String], source: String, revision: Int64?, document: JSONValue
  ) {
    self.kind = kind
    self.namespace = namespace
    self.name = name
    self.labels = labels
    self.source = source
    self.document = document
    _revision = OrNull(wrappedValue: revision)
  }
}
