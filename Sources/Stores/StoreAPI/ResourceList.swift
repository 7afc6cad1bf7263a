/// The resources of a kind at one moment.
public struct ResourceList: Hashable, Sendable {
  /// The resources, ordered by key.
  public var items: [StoredResource]
  /// The store's newest change at that moment: where a watch goes on without a gap.
  public var revision: Revision

  /// Joins the parts.
  public init(items: [StoredResource], revision: Revision) {
    self.items = items
    self.revision = revision
  }
}
