/// Addresses to their holders: open addressing, one probe for most.
struct HostTable: Sendable {
  private struct Slot: Sendable {
    var key: AddressKey = 0
    var entry = AddressTable.Entry()
  }

  /// A slot without holders is free.
  private var slots: [Slot]
  private let mask: Int

  init(capacity: Int = 0) {
    var size = 8
    while size < capacity * 2 { size *= 2 }
    slots = Array(repeating: Slot(), count: size)
    mask = size - 1
  }

  /// Adds an address that is not there; there must be room.
  mutating func insert(_ key: AddressKey, _ entry: AddressTable.Entry) {
    var place = Self.hash(key) & mask
    while !slots[place].entry.isEmpty { place = (place + 1) & mask }
    slots[place] = Slot(key: key, entry: entry)
  }

  func find(_ key: AddressKey) -> AddressTable.Entry? {
    var place = Self.hash(key) & mask
    while true {
      let slot = slots[place]
      if slot.entry.isEmpty { return nil }
      if slot.key == key { return slot.entry }
      place = (place + 1) & mask
    }
  }

  private static func hash(_ key: AddressKey) -> Int {
    let folded = UInt64(truncatingIfNeeded: key >> 64) &* 0x9E37_79B9_7F4A_7C15 ^ UInt64(truncatingIfNeeded: key) &* 0xC2B2_AE3D_27D4_EB4F
    return Int(truncatingIfNeeded: (folded ^ folded >> 32) >> 1)
  }
}
