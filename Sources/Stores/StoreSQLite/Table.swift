import Foundation
import GRDB
import StoreAPI

/// The statements on the tables of ``Schema``; each runs inside the caller's transaction.
enum Table {
  static func resource(_ key: ResourceKey, in database: Database) throws -> StoredResource? {
    try Row.fetchOne(
      database, sql: "SELECT * FROM resource WHERE kind = ? AND namespace = ? AND name = ?",
      arguments: [key.kind, key.namespace, key.name]
    ).map(resource)
  }

  static func resources(kind: String, namespace: String?, in database: Database) throws -> [StoredResource] {
    try Row.fetchAll(
      database, sql: "SELECT * FROM resource WHERE kind = ? AND (? IS NULL OR namespace = ?) ORDER BY namespace, name",
      arguments: [kind, namespace, namespace]
    ).map(resource)
  }

  static func kinds(in database: Database) throws -> [String] {
    try String.fetchAll(database, sql: "SELECT DISTINCT kind FROM resource ORDER BY kind")
  }

  static func upsert(_ resource: StoredResource, in database: Database) throws {
    let key = resource.key
    try database.execute(
      sql: """
        INSERT INTO resource (kind, namespace, name, payload, revision) VALUES (?, ?, ?, ?, ?)
        ON CONFLICT (kind, namespace, name) DO UPDATE SET payload = excluded.payload, revision = excluded.revision
        """, arguments: [key.kind, key.namespace, key.name, Data(resource.payload), resource.revision.rawValue])
    try database.execute(
      sql: "DELETE FROM tombstone WHERE kind = ? AND namespace = ? AND name = ?", arguments: [key.kind, key.namespace, key.name])
  }

  static func delete(_ key: ResourceKey, revision: Revision, in database: Database) throws {
    try database.execute(
      sql: "DELETE FROM resource WHERE kind = ? AND namespace = ? AND name = ?", arguments: [key.kind, key.namespace, key.name])
    try database.execute(
      sql: "INSERT OR REPLACE INTO tombstone (kind, namespace, name, revision) VALUES (?, ?, ?, ?)",
      arguments: [key.kind, key.namespace, key.name, revision.rawValue])
  }

  /// Forgets the oldest tombstones beyond `count`, and remembers up to where.
  static func prune(keeping count: Int, in database: Database) throws {
    guard
      let last = try Int64.fetchOne(
        database, sql: "SELECT revision FROM tombstone ORDER BY revision DESC LIMIT 1 OFFSET ?", arguments: [count])
    else { return }
    try database.execute(sql: "DELETE FROM tombstone WHERE revision <= ?", arguments: [last])
    try database.execute(sql: "UPDATE revision SET oldest = ?", arguments: [last])
  }

  static func nextRevision(in database: Database) throws -> Revision {
    try database.execute(sql: "UPDATE revision SET newest = newest + 1")
    return try revision(in: database)
  }

  static func revision(in database: Database) throws -> Revision {
    Revision(rawValue: try Int64.fetchOne(database, sql: "SELECT newest FROM revision") ?? 0)
  }

  static func oldestRevision(in database: Database) throws -> Revision {
    Revision(rawValue: try Int64.fetchOne(database, sql: "SELECT oldest FROM revision") ?? 0)
  }

  /// The last change of each resource that changed after a revision, in the order of the changes.
  static func changes(of kind: String, after revision: Revision, in database: Database) throws -> [StoreEvent] {
    let put = try Row.fetchAll(
      database, sql: "SELECT * FROM resource WHERE kind = ? AND revision > ?", arguments: [kind, revision.rawValue])
    let deleted = try Row.fetchAll(
      database, sql: "SELECT * FROM tombstone WHERE kind = ? AND revision > ?", arguments: [kind, revision.rawValue])
    let events =
      put.map { StoreEvent.put(resource($0)) } + deleted.map { StoreEvent.deleted(key($0), Revision(rawValue: $0["revision"])) }
    return events.sorted { $0.revision < $1.revision }
  }

  private static func key(_ row: Row) -> ResourceKey { ResourceKey(kind: row["kind"], namespace: row["namespace"], name: row["name"]) }

  private static func resource(_ row: Row) -> StoredResource {
    let payload: Data = row["payload"]
    return StoredResource(key: key(row), payload: Array(payload), revision: Revision(rawValue: row["revision"]))
  }
}
