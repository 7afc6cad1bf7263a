/// Paths to withdraw from a group with ADD-PATH, by who is to hear of it: ``WithdrawList`` with path identifiers.
struct PathWithdrawList {
  struct Item {
    let number: UInt32
    let pathID: UInt32
    let audience: Slab.Audience
    let peer: UInt16

    fileprivate var order: UInt64 { UInt64(audience.rawValue) << 48 | UInt64(peer) << 32 | UInt64(number) }
  }

  private var items: [Item] = []

  var isEmpty: Bool { items.isEmpty }

  mutating func add(_ number: UInt32, _ pathID: UInt32, _ audience: Slab.Audience, _ peer: UInt16) {
    items.append(Item(number: number, pathID: pathID, audience: audience, peer: peer))
  }

  /// The paths, those of one audience together; the list is empty afterwards.
  mutating func take() -> [Item] {
    defer { items = [] }
    return items.sorted { $0.order < $1.order }
  }
}
