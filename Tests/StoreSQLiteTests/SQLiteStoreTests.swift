import Foundation
import GRDB
import StoreAPI
import StoreConformance
import Testing

@testable import StoreSQLite

@Suite("SQLite store", .timeLimit(.minutes(1)))
struct SQLiteStoreTests {
  let file = TemporaryFile()

  @Test("conforms", arguments: StoreCheck.all)
  func conforms(_ check: StoreCheck) async throws {
    try await check.run(SQLiteStore(path: file.path))
  }

  @Test("what was written is there after the file is opened again, and revisions go on growing")
  func reopen() async throws {
    let key = ResourceKey(kind: "WorkloadEndpoint", namespace: "stars", name: "a")
    let written = try await SQLiteStore(path: file.path).put(key, payload: [1, 2, 3])
    let reopened = try SQLiteStore(path: file.path)
    #expect(try await reopened.get(key) == written)
    #expect(try await reopened.put(key, payload: [4]).revision > written.revision)
  }

  @Test("what a killed process wrote is there: the write-ahead log is replayed")
  func killed() async throws {
    let key = ResourceKey(kind: "WorkloadEndpoint", namespace: "stars", name: "a")
    let store = try SQLiteStore(path: file.path)
    try await store.put(key, payload: [7])
    let copy = TemporaryFile()
    try FileManager.default.createDirectory(
      atPath: URL(fileURLWithPath: copy.path).deletingLastPathComponent().path, withIntermediateDirectories: true)
    // The files as they lie while the store is open are what a kill leaves behind.
    for suffix in ["", "-wal"] { try FileManager.default.copyItem(atPath: file.path + suffix, toPath: copy.path + suffix) }
    #expect(try await SQLiteStore(path: copy.path).get(key)?.payload == [7])
  }

  @Test("the file is for its owner alone")
  func permissions() throws {
    _ = try SQLiteStore(path: file.path)
    #expect(try file.permissions() == 0o600)
  }

  @Test("a file that is no database is refused as damaged, with a mend, and stays as it is")
  func notADatabase() throws {
    let garbage = Data("this was once an apus.db, and now it is a letter to nobody in particular".utf8 + [UInt8](repeating: 7, count: 4096))
    try FileManager.default.createDirectory(
      atPath: URL(fileURLWithPath: file.path).deletingLastPathComponent().path, withIntermediateDirectories: true)
    try garbage.write(to: URL(fileURLWithPath: file.path))
    let error = #expect(throws: StoreError.self) { try SQLiteStore(path: file.path) }
    guard case .corrupted(file.path, _) = error else {
      Issue.record("expected corrupted, found \(String(describing: error))")
      return
    }
    #expect(error?.mend.contains("move the file away") == true)
    #expect(try Data(contentsOf: URL(fileURLWithPath: file.path)) == garbage)
  }

  @Test("the database of another program is refused, and nothing is made in it")
  func foreign() async throws {
    do { _ = try SQLiteStore(path: file.path) }
    try FileManager.default.removeItem(atPath: file.path)
    let other = try DatabaseQueue(path: file.path)
    try await other.write { try $0.execute(sql: "CREATE TABLE letters (text TEXT)") }
    let error = #expect(throws: StoreError.self) { try SQLiteStore(path: file.path) }
    #expect(error.map { "\($0)" }?.hasSuffix("it is the database of another program, with a table \"letters\"") == true)
    #expect(try await other.read { try $0.tableExists("resource") } == false)
  }

  @Test("a database with a damaged page is refused as damaged")
  func damagedPage() async throws {
    do {
      let store = try SQLiteStore(path: file.path)
      for index in 0..<200 {
        try await store.put(ResourceKey(kind: "W", name: "n\(index)"), payload: [UInt8](repeating: UInt8(index % 256), count: 400))
      }
    }
    var data = try Data(contentsOf: URL(fileURLWithPath: file.path))
    try #require(data.count > 40_000)
    for index in 8192..<32_768 { data[index] = 0xA5 }
    try data.write(to: URL(fileURLWithPath: file.path))
    let error = #expect(throws: StoreError.self) { try SQLiteStore(path: file.path) }
    guard case .corrupted = error else {
      Issue.record("expected corrupted, found \(String(describing: error))")
      return
    }
  }

  @Test("a full disk is told as such, and what was stored before is intact")
  func fullDisk() async throws {
    let store = try SQLiteStore(path: file.path, busyTimeout: 1, maximumPages: 16)
    let key = ResourceKey(kind: "WorkloadEndpoint", name: "small")
    try await store.put(key, payload: [1])
    await #expect(throws: StoreError.full(place: file.path)) {
      try await store.put(ResourceKey(kind: "WorkloadEndpoint", name: "large"), payload: [UInt8](repeating: 1, count: 200_000))
    }
    #expect(try await store.get(key)?.payload == [1])
    try await store.put(key, payload: [2])
  }

  @Test("a file that another process holds is busy after the timeout")
  func busy() async throws {
    let store = try SQLiteStore(path: file.path, busyTimeout: 0.05, maximumPages: nil)
    var configuration = Configuration()
    configuration.allowsUnsafeTransactions = true
    let other = try DatabaseQueue(path: file.path, configuration: configuration)
    try await other.writeWithoutTransaction { database in
      try database.execute(sql: "BEGIN IMMEDIATE")
    }
    await #expect(throws: StoreError.busy(place: file.path)) {
      try await store.put(ResourceKey(kind: "W", name: "n"), payload: [1])
    }
    try await other.writeWithoutTransaction { database in try database.execute(sql: "ROLLBACK") }
    try await store.put(ResourceKey(kind: "W", name: "n"), payload: [1])
  }

  @Test("two stores on one file wait for each other")
  func twoStores() async throws {
    let stores = [try SQLiteStore(path: file.path), try SQLiteStore(path: file.path)]
    try await withThrowingTaskGroup(of: Void.self) { group in
      for index in 0..<40 {
        let store = stores[index % 2]
        group.addTask { try await store.put(ResourceKey(kind: "W", name: "n\(index)"), payload: [1]) }
      }
      try await group.waitForAll()
    }
    #expect(try await stores[0].list(kind: "W").items.count == 40)
  }

  @Test("a directory that cannot be created is told with its path")
  func noDirectory() throws {
    let error = #expect(throws: StoreError.self) { try SQLiteStore(path: "/proc/apus/apus.db") }
    #expect(error.map { "\($0)" } == "/proc/apus/apus.db: the store cannot be opened for writing: cannot create the directory /proc/apus")
  }

  @Test("a file of a newer version is refused")
  func tooNew() async throws {
    do { _ = try SQLiteStore(path: file.path) }
    let newer = try DatabaseQueue(path: file.path)
    try await newer.write { try $0.execute(sql: "INSERT INTO grdb_migrations VALUES ('99: from the future')") }
    let error = #expect(throws: StoreError.self) { try SQLiteStore(path: file.path) }
    guard case .tooNew = error else {
      Issue.record("expected tooNew, found \(String(describing: error))")
      return
    }
  }

  @Test("a watch from before the oldest remembered delete says that it has to list again")
  func compacted() async throws {
    let store = try SQLiteStore(path: file.path)
    let key = ResourceKey(kind: "W", name: "n")
    try await store.put(key, payload: [1])
    try await store.delete(key)
    let raw = try DatabaseQueue(path: file.path)
    try await raw.write { try Table.prune(keeping: 0, in: $0) }
    await #expect(throws: StoreError.compacted(oldest: Revision(rawValue: 2))) {
      for try await _ in store.watch(kind: "W", after: .zero) {}
    }
  }
}
