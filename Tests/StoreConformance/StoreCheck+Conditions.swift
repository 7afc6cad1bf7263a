import StoreAPI

extension StoreCheck {
  static let conditions: [StoreCheck] = [
    StoreCheck("ifAbsent creates once and then conflicts with what is there") { store in
      let first = try await store.put(.sample("a"), payload: [1], condition: .ifAbsent)
      try await expectConflict(first.revision) { () throws(StoreError) in
        try await store.put(.sample("a"), payload: [2], condition: .ifAbsent)
      }
      try expect(try await store.get(.sample("a")), first, "the resource")
    },
    StoreCheck("ifUnchanged writes over the revision that was read, and conflicts with a newer one") { store in
      let first = try await store.put(.sample("a"), payload: [1])
      let second = try await store.put(.sample("a"), payload: [2], condition: .ifUnchanged(first.revision))
      try await expectConflict(second.revision) { () throws(StoreError) in
        try await store.put(.sample("a"), payload: [3], condition: .ifUnchanged(first.revision))
      }
      try expect(try await store.get(.sample("a")), second, "the resource")
    },
    StoreCheck("ifUnchanged conflicts when the resource is gone") { store in
      let first = try await store.put(.sample("a"), payload: [1])
      try await store.delete(.sample("a"))
      try await expectConflict(nil) { () throws(StoreError) in
        try await store.put(.sample("a"), payload: [2], condition: .ifUnchanged(first.revision))
      }
    },
    StoreCheck("a delete keeps to its condition too") { store in
      let first = try await store.put(.sample("a"), payload: [1])
      let second = try await store.put(.sample("a"), payload: [2])
      try await expectConflict(second.revision) { () throws(StoreError) in
        try await store.delete(.sample("a"), condition: .ifUnchanged(first.revision))
      }
      try expect(try await store.delete(.sample("a"), condition: .ifUnchanged(second.revision)), true, "the delete")
    },
    StoreCheck("of twenty that increment one number by read and conditional write, none is lost") { store in
      try await store.put(.sample("n"), payload: Array("0"))
      try await withThrowingTaskGroup(of: Void.self) { group in
        for _ in 0..<20 { group.addTask { try await increment(store) } }
        try await group.waitForAll()
      }
      try expect(try await store.get(.sample("n"))?.payload, Array("20"), "the number")
    },
  ]

  private static func increment(_ store: any ResourceStore) async throws {
    while true {
      guard let current = try await store.get(.sample("n")), let number = Int(String(decoding: current.payload, as: UTF8.self)) else {
        throw ConformanceFailure("the number is gone", line: #line)
      }
      do {
        try await store.put(.sample("n"), payload: Array("\(number + 1)"), condition: .ifUnchanged(current.revision))
        return
      } catch StoreError.conflict {
        continue
      }
    }
  }
}
