import Foundation
import GRDB
import StoreAPI

/// The embedded store: one SQLite file, owned by one daemon.
///
/// Write-ahead logging with a full sync at each commit: what was acknowledged survives a crash of the machine. Watches see the writes of
/// this process; nobody else writes to the file, and who tries meets the busy timeout.
public final class SQLiteStore: ResourceStore {
  /// The file.
  public let path: String
  private let database: DatabaseQueue
  private let changes = ChangeSignal()

  /// How many deleted resources are remembered for watches that begin in the past.
  static let keptTombstones = 10_000

  /// Opens the file, creates it if need be, checks it, and brings its tables up to date.
  public convenience init(path: String) throws(StoreError) { try self.init(path: path, busyTimeout: 5, maximumPages: nil) }

  /// - Parameter maximumPages: lets tests fill the disk.
  init(path: String, busyTimeout: TimeInterval, maximumPages: Int?) throws(StoreError) {
    self.path = path
    try Self.createFile(path)
    do {
      database = try DatabaseQueue(path: path, configuration: Self.configuration(busyTimeout: busyTimeout, maximumPages: maximumPages))
      try Self.check(database, path: path)
      try Schema.migrator.migrate(database)
    } catch {
      throw StoreError(error, at: path)
    }
  }

  deinit { changes.finish() }

  /// Writes a resource; see ``StoreAPI/ResourceStore/put(_:payload:condition:)``.
  @discardableResult
  public func put(_ key: ResourceKey, payload: [UInt8], condition: WriteCondition) async throws(StoreError) -> StoredResource {
    let (resource, changed) = try await write { database in
      let current = try Table.resource(key, in: database)
      guard condition.holds(for: current?.revision) else { throw StoreError.conflict(key, current: current?.revision) }
      if let current, current.payload == payload { return (current, false) }
      let resource = StoredResource(key: key, payload: payload, revision: try Table.nextRevision(in: database))
      try Table.upsert(resource, in: database)
      return (resource, true)
    }
    if changed { changes.send() }
    return resource
  }

  /// The resource, nil if there is none.
  public func get(_ key: ResourceKey) async throws(StoreError) -> StoredResource? {
    try await read { database in try Table.resource(key, in: database) }
  }

  /// All resources of a kind, ordered by key.
  public func list(kind: String, namespace: String?) async throws(StoreError) -> ResourceList {
    try await read { database in
      ResourceList(items: try Table.resources(kind: kind, namespace: namespace, in: database), revision: try Table.revision(in: database))
    }
  }

  /// The kinds that there are resources of, sorted.
  public func kinds() async throws(StoreError) -> [String] {
    try await read { database in try Table.kinds(in: database) }
  }

  /// Removes a resource; false if there was none.
  @discardableResult
  public func delete(_ key: ResourceKey, condition: WriteCondition) async throws(StoreError) -> Bool {
    let changed = try await write { database in
      let current = try Table.resource(key, in: database)
      guard condition.holds(for: current?.revision) else { throw StoreError.conflict(key, current: current?.revision) }
      guard current != nil else { return false }
      try Table.delete(key, revision: try Table.nextRevision(in: database), in: database)
      try Table.prune(keeping: Self.keptTombstones, in: database)
      return true
    }
    if changed { changes.send() }
    return changed
  }

  /// The changes of a kind after a revision, and then each as it happens.
  public func watch(kind: String, after revision: Revision) -> AsyncThrowingStream<StoreEvent, any Error> {
    // Pulled by the reader: a slow one holds nothing in memory but its place.
    let cursor = WatchCursor(after: revision, wakeups: changes.subscribe()) { [weak self] revision in
      try await self?.changes(of: kind, after: revision)
    }
    return AsyncThrowingStream { try await cursor.next() }
  }

  private func changes(of kind: String, after revision: Revision) async throws(StoreError) -> [StoreEvent] {
    try await read { database in
      let oldest = try Table.oldestRevision(in: database)
      guard revision >= oldest else { throw StoreError.compacted(oldest: oldest) }
      return try Table.changes(of: kind, after: revision, in: database)
    }
  }

  private func write<Value: Sendable>(_ body: @escaping @Sendable (Database) throws -> Value) async throws(StoreError) -> Value {
    do { return try await database.write(body) } catch { throw StoreError(error, at: path) }
  }

  private func read<Value: Sendable>(_ body: @escaping @Sendable (Database) throws -> Value) async throws(StoreError) -> Value {
    do { return try await database.read(body) } catch { throw StoreError(error, at: path) }
  }
}

extension SQLiteStore {
  /// Workloads and, later, policies are nobody else's business: the file is made before SQLite would make it readable for all.
  private static func createFile(_ path: String) throws(StoreError) {
    let directory = URL(fileURLWithPath: path).deletingLastPathComponent().path
    do {
      try FileManager.default.createDirectory(
        atPath: directory, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o750])
    } catch {
      throw .notWritable(place: path, detail: "cannot create the directory \(directory)")
    }
    let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw .notWritable(place: path, detail: String(cString: strerror(errno))) }
    close(descriptor)
  }

  private static func configuration(busyTimeout: TimeInterval, maximumPages: Int?) -> Configuration {
    var configuration = Configuration()
    configuration.label = "apus.store"
    configuration.journalMode = .wal
    configuration.busyMode = .timeout(busyTimeout)
    configuration.prepareDatabase { database in
      try database.execute(sql: "PRAGMA synchronous = FULL")
      if let maximumPages { try database.execute(sql: "PRAGMA max_page_count = \(maximumPages)") }
    }
    return configuration
  }

  private static func check(_ database: DatabaseQueue, path: String) throws {
    try database.read { database in
      let verdict = try String.fetchOne(database, sql: "PRAGMA quick_check(1)") ?? ""
      guard verdict == "ok" else { throw StoreError.corrupted(place: path, detail: verdict) }
      if let foreign = try foreignTable(in: database) {
        throw StoreError.corrupted(place: path, detail: "it is the database of another program, with a table \"\(foreign)\"")
      }
      if try Schema.migrator.hasBeenSuperseded(database) {
        throw StoreError.tooNew(place: path, detail: "it has tables that this version does not know")
      }
    }
  }

  /// A table of a file that we never wrote to; nil when the file is ours or empty.
  private static func foreignTable(in database: Database) throws -> String? {
    if try database.tableExists("grdb_migrations") { return nil }
    return try String.fetchOne(
      database, sql: "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name")
  }
}
