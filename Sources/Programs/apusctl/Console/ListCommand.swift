import Rendering

/// A list that a command shows, and goes on showing with `--watch`: first all of it, then what is new, differs or is gone.
struct ListCommand<Item: Encodable & Sendable, Key: Hashable> {
  /// The daemon's answer.
  let fetch: () async throws -> [Item]
  /// What an item is known by.
  let key: (Item) -> Key
  /// Whether a new state of an item is news beside the old one.
  let differs: (Item, Item) -> Bool
  /// How an item looks that is gone.
  let gone: (Item) -> Item
  /// The items as a table.
  let table: ([Item], Table.Options) -> String

  func run(_ output: OutputOptions, watch: Bool) async throws {
    let first = try await fetch()
    // A watch goes on, so that its array would never end.
    if watch && (output.output == .json || output.output == .yaml) {
      for item in first { try output.showOne(item) { "" } }
    } else {
      try output.show(first) { table(first, $0) }
    }
    if watch { try await follow(first, output) }
  }

  private func follow(_ first: [Item], _ output: OutputOptions) async throws {
    var shown = WatchedItems(first, key: key, differs: differs)
    var options = output.tableOptions
    options.hasHeaders = false
    try await Watching.repeatedly {
      for change in shown.update(try await fetch()) {
        let item =
          switch change {
          case .shown(let item): item
          case .gone(let item): gone(item)
          }
        try output.showOne(item) { table([item], options) }
      }
    }
  }
}
