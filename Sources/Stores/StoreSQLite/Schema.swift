import GRDB

/// The tables, version by version. A version that was released is never edited: the next one changes what it made.
enum Schema {
  static var migrator: DatabaseMigrator {
    var migrator = DatabaseMigrator()
    migrator.registerMigration("1: resources, tombstones, revisions") { database in
      try database.execute(
        sql: """
          CREATE TABLE resource (
            kind TEXT NOT NULL, namespace TEXT NOT NULL, name TEXT NOT NULL,
            payload BLOB NOT NULL, revision INTEGER NOT NULL,
            PRIMARY KEY (kind, namespace, name)) WITHOUT ROWID;
          CREATE INDEX resource_by_revision ON resource (kind, revision);
          CREATE TABLE tombstone (
            kind TEXT NOT NULL, namespace TEXT NOT NULL, name TEXT NOT NULL, revision INTEGER NOT NULL,
            PRIMARY KEY (kind, namespace, name)) WITHOUT ROWID;
          CREATE INDEX tombstone_by_kind ON tombstone (kind, revision);
          CREATE INDEX tombstone_by_revision ON tombstone (revision);
          -- newest: the last change. oldest: tombstones up to it are forgotten, so no watch can begin before it.
          CREATE TABLE revision (id INTEGER PRIMARY KEY CHECK (id = 1), newest INTEGER NOT NULL, oldest INTEGER NOT NULL);
          INSERT INTO revision VALUES (1, 0, 0);
          """)
    }
    return migrator
  }
}
