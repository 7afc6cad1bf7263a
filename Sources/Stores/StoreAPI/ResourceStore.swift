/// Keeps resources with revisions, and tells who listens what changed.
///
/// Every store passes the checks of `StoreConformance`; what they check is the meaning of this protocol.
public protocol ResourceStore: Sendable {
  /// Writes a resource and returns it with its new revision. The same payload again is no change and keeps the revision.
  @discardableResult
  func put(_ key: ResourceKey, payload: [UInt8], condition: WriteCondition) async throws(StoreError) -> StoredResource

  /// The resource, nil if there is none.
  func get(_ key: ResourceKey) async throws(StoreError) -> StoredResource?

  /// All resources of a kind, or of one of its namespaces, with the revision from which a watch goes on.
  func list(kind: String, namespace: String?) async throws(StoreError) -> ResourceList

  /// The kinds that there are resources of, sorted.
  func kinds() async throws(StoreError) -> [String]

  /// Removes a resource; false if there was none and the condition allows that.
  @discardableResult
  func delete(_ key: ResourceKey, condition: WriteCondition) async throws(StoreError) -> Bool

  /// The changes of a kind after a revision, oldest first, and then each as it happens.
  ///
  /// Several changes of one resource may be reported as the last of them. The stream ends with ``StoreError/compacted(oldest:)`` when
  /// the revision is too old, and when the reader's task is cancelled.
  func watch(kind: String, after revision: Revision) -> AsyncThrowingStream<StoreEvent, any Error>
}

extension ResourceStore {
  /// Writes a resource whatever is there.
  @discardableResult
  public func put(_ key: ResourceKey, payload: [UInt8]) async throws(StoreError) -> StoredResource {
    try await put(key, payload: payload, condition: .always)
  }

  /// Removes a resource whatever its revision is.
  @discardableResult
  public func delete(_ key: ResourceKey) async throws(StoreError) -> Bool { try await delete(key, condition: .always) }

  /// All resources of a kind.
  public func list(kind: String) async throws(StoreError) -> ResourceList { try await list(kind: kind, namespace: nil) }
}
