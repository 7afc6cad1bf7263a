import StoreAPI

extension StoreCheck {
  static let watching: [StoreCheck] = [
    StoreCheck("a watch from the beginning has what is there, in the order of the changes") { store in
      let first = try await store.put(.sample("b"), payload: [1])
      let second = try await store.put(.sample("a"), payload: [2])
      try expect(try await store.events(2, after: .zero), [.put(first), .put(second)], "the events")
    },
    StoreCheck("a watch from a list's revision has each later change of the kind, and nothing else") { store in
      try await store.put(.sample("a"), payload: [1])
      let revision = try await store.list(kind: "WorkloadEndpoint").revision
      let watch = store.watch(kind: "WorkloadEndpoint", after: revision)
      try await store.put(.sample("x", kind: "Other"), payload: [1])
      let put = try await store.put(.sample("a"), payload: [2])
      try expect(try await first(1, of: watch), [.put(put)], "the events")
    },
    StoreCheck("a watch that waits sees a put and a delete as they happen") { store in
      let watch = store.watch(kind: "WorkloadEndpoint", after: .zero)
      async let events = first(2, of: watch)
      let put = try await store.put(.sample("a"), payload: [1])
      let other = try await store.put(.sample("b"), payload: [1])
      try expect(try await events, [.put(put), .put(other)], "the events")
      let next = store.watch(kind: "WorkloadEndpoint", after: other.revision)
      async let deletion = first(1, of: next)
      try await store.delete(.sample("a"))
      try expect(try await deletion.map(\.key), [.sample("a")], "the deleted resource")
      guard case .deleted? = try await deletion.first else { throw ConformanceFailure("no deletion", line: #line) }
    },
    StoreCheck("a watch that begins after a delete tells the delete") { store in
      let put = try await store.put(.sample("a"), payload: [1])
      try await store.delete(.sample("a"))
      let events = try await store.events(1, after: put.revision)
      guard case .deleted(let key, let revision)? = events.first, key == .sample("a") else {
        throw ConformanceFailure("no deletion: \(events)", line: #line)
      }
      try expect(revision > put.revision, "the deletion is not newer than the put")
    },
    StoreCheck("a resource that came back is told once, and no longer as deleted") { store in
      try await store.put(.sample("a"), payload: [1])
      try await store.delete(.sample("a"))
      let back = try await store.put(.sample("a"), payload: [2])
      let end = try await store.put(.sample("end"), payload: [])
      let events = try await store.events(after: .zero, until: end.revision).filter { $0.key == .sample("a") }
      try expect(events.last, .put(back), "the last event")
      let deletions = events.filter { if case .deleted(_, let revision) = $0 { revision > back.revision } else { false } }
      try expect(deletions, [], "deletions after it came back")
      if events.count == 1 { return }
      try expect(events.count, 3, "either the last change or every change, so the events")
    },
    StoreCheck("a watch that lags behind many writers ends with what is there") { store in
      let watch = store.watch(kind: "WorkloadEndpoint", after: .zero)
      async let last = lastPayload(of: watch, until: Array("end"))
      try await withThrowingTaskGroup(of: Void.self) { group in
        for writer in 0..<8 {
          group.addTask { for step in 0..<25 { try await store.put(.sample("w\(writer)"), payload: Array("\(step)")) } }
        }
        try await group.waitForAll()
      }
      try await store.put(.sample("end"), payload: Array("end"))
      let state = try await last
      try expect((0..<8).allSatisfy { state[.sample("w\($0)")] == Array("24") }, "a last write is missing: \(state.count) resources")
    },
    StoreCheck("a watch ends when its reader is cancelled") { store in
      let watch = store.watch(kind: "WorkloadEndpoint", after: .zero)
      let reader = Task { try await first(1, of: watch).count }
      reader.cancel()
      let count = try? await reader.value
      try expect(count ?? 0, 0, "the events after the cancellation")
    },
  ]
}

extension ResourceStore {
  func events(_ count: Int, after revision: Revision) async throws -> [StoreEvent] {
    try await first(count, of: watch(kind: "WorkloadEndpoint", after: revision))
  }
}

extension ResourceStore {
  func events(after revision: Revision, until last: Revision) async throws -> [StoreEvent] {
    var events: [StoreEvent] = []
    for try await event in watch(kind: "WorkloadEndpoint", after: revision) {
      events.append(event)
      if event.revision >= last { break }
    }
    return events
  }
}

private func first(_ count: Int, of watch: AsyncThrowingStream<StoreEvent, any Error>) async throws -> [StoreEvent] {
  var events: [StoreEvent] = []
  for try await event in watch {
    events.append(event)
    if events.count == count { break }
  }
  return events
}

/// Applies events until one carries the payload; the state by then. Fails when revisions do not grow.
private func lastPayload(
  of watch: AsyncThrowingStream<StoreEvent, any Error>, until end: [UInt8]
) async throws -> [ResourceKey: [UInt8]] {
  var state: [ResourceKey: [UInt8]] = [:]
  var revision = Revision.zero
  for try await event in watch {
    try expect(event.revision > revision, "revision \(event.revision) came after \(revision)")
    revision = event.revision
    switch event {
    case .put(let resource): state[resource.key] = resource.payload
    case .deleted(let key, _): state[key] = nil
    }
    if state.values.contains(end) { break }
  }
  return state
}
