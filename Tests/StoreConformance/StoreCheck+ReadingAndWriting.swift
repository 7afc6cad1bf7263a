import StoreAPI

extension StoreCheck {
  static let readingAndWriting: [StoreCheck] = [
    StoreCheck("what was put is got back, byte for byte") { store in
      let payload: [UInt8] = [0, 255, 34, 39, 10] + Array("{\"ü\":1}")
      let put = try await store.put(.sample("a"), payload: payload)
      try expect(try await store.get(.sample("a")), put, "the resource")
      try expect(put.payload, payload, "its payload")
    },
    StoreCheck("what was never put is nil") { store in
      try expect(try await store.get(.sample("a")), nil, "the resource")
    },
    StoreCheck("kind, namespace and name each make another resource") { store in
      let keys = [
        ResourceKey.sample("a"), .sample("b"), .sample("a", namespace: "clients"), .sample("a", namespace: ""), .sample("a", kind: "Other"),
      ]
      for (index, key) in keys.enumerated() { try await store.put(key, payload: [UInt8(index)]) }
      for (index, key) in keys.enumerated() { try expect(try await store.get(key)?.payload, [UInt8(index)], "\(key)") }
    },
    StoreCheck("revisions grow with each change, and the same payload again is none") { store in
      let first = try await store.put(.sample("a"), payload: Array("1")).revision
      let same = try await store.put(.sample("a"), payload: Array("1")).revision
      let second = try await store.put(.sample("b"), payload: Array("1")).revision
      let third = try await store.put(.sample("a"), payload: Array("2")).revision
      try expect(same, first, "the revision after the same payload")
      try expect(first > .zero && first < second && second < third, "revisions do not grow: \(first), \(second), \(third)")
    },
    StoreCheck("a list has the kind or the namespace that was asked for, in order, and the newest revision") { store in
      for key in [ResourceKey.sample("b"), .sample("a"), .sample("z", namespace: "clients"), .sample("a", kind: "Other")] {
        try await store.put(key, payload: [1])
      }
      let all = try await store.list(kind: "WorkloadEndpoint")
      try expect(all.items.map(\.key), [.sample("z", namespace: "clients"), .sample("a"), .sample("b")], "the kind")
      try expect(all.revision, try await store.get(.sample("a", kind: "Other"))?.revision, "the revision of the list")
      try expect(try await store.list(kind: "WorkloadEndpoint", namespace: "stars").items.count, 2, "the namespace")
      try expect(try await store.list(kind: "Nothing").items, [], "an unknown kind")
    },
    StoreCheck("the kinds are those that have resources, each once and sorted") { store in
      try expect(try await store.kinds(), [], "the kinds of an empty store")
      for key in [ResourceKey.sample("b"), .sample("a"), .sample("a", kind: "Other")] { try await store.put(key, payload: [1]) }
      try expect(try await store.kinds(), ["Other", "WorkloadEndpoint"], "the kinds")
      try await store.delete(.sample("a", kind: "Other"))
      try expect(try await store.kinds(), ["WorkloadEndpoint"], "the kinds after a delete")
    },
    StoreCheck("what was deleted is gone, and deleting it again says so") { store in
      try await store.put(.sample("a"), payload: [1])
      try expect(try await store.delete(.sample("a")), true, "the first delete")
      try expect(try await store.get(.sample("a")), nil, "the resource")
      try expect(try await store.delete(.sample("a")), false, "the second delete")
      try expect(try await store.list(kind: "WorkloadEndpoint").items, [], "the list")
    },
    StoreCheck("a resource that comes back after a delete has a newer revision") { store in
      let first = try await store.put(.sample("a"), payload: [1]).revision
      try await store.delete(.sample("a"))
      try expect(try await store.put(.sample("a"), payload: [1]).revision > first, "the revision did not grow")
    },
    StoreCheck("a hundred writers at once lose nothing and share no revision") { store in
      let revisions = try await withThrowingTaskGroup(of: Revision.self) { group in
        for index in 0..<100 {
          group.addTask { try await store.put(.sample("w\(index % 50)"), payload: Array("\(index)")).revision }
        }
        return try await group.reduce(into: Set<Revision>()) { $0.insert($1) }
      }
      try expect(revisions.count, 100, "the number of different revisions")
      try expect(try await store.list(kind: "WorkloadEndpoint").items.count, 50, "the number of resources")
    },
  ]
}
