/// A change that a watch reports.
public enum StoreEvent: Hashable, Sendable {
  /// A resource is new or has a new payload.
  case put(StoredResource)
  /// A resource is gone, by the change of that revision.
  case deleted(ResourceKey, Revision)

  /// The change.
  public var revision: Revision {
    switch self {
    case .put(let resource): resource.revision
    case .deleted(_, let revision): revision
    }
  }

  /// The resource that changed.
  public var key: ResourceKey {
    switch self {
    case .put(let resource): resource.key
    case .deleted(let key, _): key
    }
  }
}
