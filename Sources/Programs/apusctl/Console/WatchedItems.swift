/// What a watch has shown of a list: the next answer is told as what is new in it, differs or is gone.
struct WatchedItems<Item, Key: Hashable> {
  /// A difference from what was shown before.
  enum Change {
    /// It is new, or differs.
    case shown(Item)
    /// It is gone; as it was last.
    case gone(Item)
  }

  private let key: (Item) -> Key
  private let differs: (Item, Item) -> Bool
  private var known: [Key: Item] = [:]

  /// - Parameter differs: whether a new state of an item is news beside the old one.
  init(_ first: [Item], key: @escaping (Item) -> Key, differs: @escaping (Item, Item) -> Bool) {
    self.key = key
    self.differs = differs
    for item in first { known[key(item)] = item }
  }

  /// Takes the next answer; the changes are in its order, what is gone comes first.
  mutating func update(_ items: [Item]) -> [Change] {
    var next: [Key: Item] = [:]
    var changes: [Change] = []
    for item in items {
      let key = key(item)
      let old = known.removeValue(forKey: key)
      let isNews = old.map { differs($0, item) } ?? (next[key] == nil)
      next[key] = isNews ? item : old ?? item
      if isNews { changes.append(.shown(item)) }
    }
    let gone = known.values.map { Change.gone($0) }
    known = next
    return gone + changes
  }
}
