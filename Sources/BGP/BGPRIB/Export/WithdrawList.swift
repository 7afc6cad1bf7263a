/// Prefixes to withdraw from a group, by who is to hear of it.
struct WithdrawList: ~Copyable {
  /// Audience and peer in the upper half, prefix number in the lower one.
  private var items: [UInt64] = []
  private var isMixed = false

  var isEmpty: Bool { items.isEmpty }

  mutating func add(_ number: UInt32, _ audience: Slab.Audience, _ peer: UInt16) {
    let item = UInt64(audience.rawValue) << 48 | UInt64(peer) << 32 | UInt64(number)
    if let last = items.last, last >> 32 != item >> 32 { isMixed = true }
    items.append(item)
  }

  /// Calls `body` for each prefix, those of one audience together, and empties the list.
  mutating func drain(_ body: (_ number: UInt32, _ audience: Slab.Audience, _ peer: UInt16) -> Void) {
    if isMixed { items.sort() }
    for item in items {
      let audience = Slab.Audience(rawValue: UInt8(truncatingIfNeeded: item >> 48)) ?? .everyone
      body(UInt32(truncatingIfNeeded: item), audience, UInt16(truncatingIfNeeded: item >> 32))
    }
    items.removeAll(keepingCapacity: items.count < 4096)
    isMixed = false
  }
}
