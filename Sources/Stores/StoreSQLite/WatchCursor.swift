import StoreAPI

/// The place of one watch in the changes.
actor WatchCursor {
  private var position: Revision
  private var pending: ArraySlice<StoreEvent> = []
  private let wakeups: AsyncStream<Void>
  private let fetch: @Sendable (Revision) async throws -> [StoreEvent]?

  /// - Parameter fetch: the changes after a revision; nil when the store is gone.
  init(
    after revision: Revision, wakeups: AsyncStream<Void>, fetch: @escaping @Sendable (Revision) async throws -> [StoreEvent]?
  ) {
    position = revision
    self.wakeups = wakeups
    self.fetch = fetch
  }

  /// The next change; waits for one. Nil when the reader's task is cancelled or the store is gone.
  func next() async throws -> StoreEvent? {
    while pending.isEmpty {
      guard let events = try await fetch(position) else { return nil }
      pending = events[...]
      if pending.isEmpty, !(await wakeUp()) { return nil }
    }
    guard let event = pending.popFirst() else { return nil }
    position = event.revision
    return event
  }

  private func wakeUp() async -> Bool {
    for await _ in wakeups { return true }
    return false
  }
}
