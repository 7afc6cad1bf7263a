/// A resource as it lies in a store.
public struct StoredResource: Hashable, Sendable {
  /// What it is found by.
  public var key: ResourceKey
  /// The JSON document; the store does not look into it.
  public var payload: [UInt8]
  /// The change that wrote it.
  public var revision: Revision

  /// Joins the parts.
  public init(key: ResourceKey, payload: [UInt8], revision: Revision) {
    self.key = key
    self.payload = payload
    self.revision = revision
  }
}
