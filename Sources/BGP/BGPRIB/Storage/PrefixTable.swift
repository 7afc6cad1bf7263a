import BGPWire
import CLinux
import NetTypes

/// All prefixes of one family: dense numbers, found by open addressing with linear probing and backward-shift deletion.
///
/// A slot is 4 bytes: 26 bits of number (plus one, 0 is empty) and 6 bits of hash, so that a probe past another prefix touches its key
/// one time in 64. Beside the slots a prefix costs its key (4 or 16 bytes) and its ``PrefixEntry`` (16 bytes).
struct PrefixTable: ~Copyable {
  /// "No such prefix."
  static let none = UInt32.max

  let family: AddressFamily
  /// What is kept of each prefix, by number.
  let entries: Arena<PrefixEntry>
  private let keys4: Arena<UInt32>
  private let keys6: Arena<SIMD2<UInt64>>
  private var slots: UnsafeMutablePointer<UInt32>
  private var mask: Int
  private var shift: UInt64
  private let seed: UInt64
  /// Prefixes in the table.
  private(set) var count = 0
  /// Numbers given so far: all are below.
  private(set) var end = 1
  /// The last number given back; each such entry's `firstPath` leads to the one before. 0 for none.
  private var freeHead: UInt32 = 0
  /// Prefixes of each length; longest match probes the lengths in use only.
  private let lengths = Arena<Int>(capacity: 129)

  init(family: AddressFamily, capacity: Int, seed: UInt64) {
    self.family = family
    let capacity = min(capacity, 1 << 26 - 2)
    entries = Arena(capacity: capacity)
    keys4 = Arena(capacity: family == .ipv4 ? capacity : 1)
    keys6 = Arena(capacity: family == .ipv6 ? capacity : 1)
    self.seed = seed | 1
    (mask, shift) = (1023, 54)
    slots = HashSlots.allocate(1024)
  }

  deinit { HashSlots.release(slots, count: mask + 1) }

  // MARK: Keys

  /// The prefix of a number.
  func prefix(_ number: UInt32) -> IPPrefix {
    let (high, low) = key(number)
    return IPPrefix(family: family, high: high, low: low, length: entries[Int(number)].length)
  }

  /// The address bits of a number, as in `IPPrefix`.
  @inline(__always)
  func key(_ number: UInt32) -> (high: UInt64, low: UInt64) {
    if family == .ipv4 { return (UInt64(keys4[Int(number)]) &<< 32, 0) }
    let key = keys6[Int(number)]
    return (key.x, key.y)
  }

  /// The IPv4 address of a number; only for a table of IPv4.
  @inline(__always)
  func address4(_ number: UInt32) -> UInt32 { keys4[Int(number)] }

  /// Appends a prefix to a message; false when the message is full.
  @inline(__always)
  func append(_ number: UInt32, pathID: UInt32 = 0, to writer: inout UpdateWriter) -> Bool {
    let length = entries[Int(number)].length
    if family == .ipv4 { return writer.append(address: keys4[Int(number)], length: length, pathID: pathID) }
    let key = keys6[Int(number)]
    return writer.append(IPPrefix(family: .ipv6, high: key.x, low: key.y, length: length), pathID: pathID)
  }

  /// The hash of a prefix, as ``find(_:high:low:length:)`` and ``insert(_:high:low:length:)`` take it.
  @inline(__always)
  func hash(high: UInt64, low: UInt64, length: UInt8) -> UInt64 {
    family == .ipv4 ? hash4(UInt32(truncatingIfNeeded: high &>> 32), length) : hash6(high, low, length)
  }

  @inline(__always)
  private func hash4(_ address: UInt32, _ length: UInt8) -> UInt64 {
    mix((UInt64(address) &<< 8 | UInt64(length)) ^ seed, 0x9E37_79B9_7F4A_7C15)
  }

  @inline(__always)
  private func hash6(_ high: UInt64, _ low: UInt64, _ length: UInt8) -> UInt64 {
    mix(mix(high ^ seed, 0xA076_1D64_78BD_642F) ^ low, 0x9E37_79B9_7F4A_7C15 ^ UInt64(length))
  }

  @inline(__always)
  private func hash(of number: UInt32) -> UInt64 {
    let length = entries[Int(number)].length
    if family == .ipv4 { return hash4(keys4[Int(number)], length) }
    let key = keys6[Int(number)]
    return hash6(key.x, key.y, length)
  }

  @inline(__always)
  private static func tag(_ hash: UInt64) -> UInt32 { UInt32(truncatingIfNeeded: hash & 63) &<< 26 }

  // MARK: Finding

  @inline(__always)
  private func find4(_ hash: UInt64, _ address: UInt32, _ length: UInt8) -> UInt32 {
    let tag = Self.tag(hash)
    var at = Int(truncatingIfNeeded: hash &>> shift)
    while true {
      let slot = slots[at]
      if slot == 0 { return Self.none }
      if slot & 0xFC00_0000 == tag {
        let number = slot & 0x03FF_FFFF &- 1
        if keys4[Int(number)] == address && entries[Int(number)].length == length { return number }
      }
      at = (at &+ 1) & mask
    }
  }

  @inline(__always)
  private func find6(_ hash: UInt64, _ high: UInt64, _ low: UInt64, _ length: UInt8) -> UInt32 {
    let tag = Self.tag(hash)
    var at = Int(truncatingIfNeeded: hash &>> shift)
    while true {
      let slot = slots[at]
      if slot == 0 { return Self.none }
      if slot & 0xFC00_0000 == tag {
        let number = slot & 0x03FF_FFFF &- 1
        if keys6[Int(number)] == SIMD2(high, low) && entries[Int(number)].length == length { return number }
      }
      at = (at &+ 1) & mask
    }
  }

  /// The number of a prefix of this family, whose hash is known.
  @inline(__always)
  func find(_ hash: UInt64, high: UInt64, low: UInt64, length: UInt8) -> UInt32 {
    family == .ipv4 ? find4(hash, UInt32(truncatingIfNeeded: high &>> 32), length) : find6(hash, high, low, length)
  }

  /// The number of a prefix of this family.
  func find(_ prefix: IPPrefix) -> UInt32 {
    let hash = hash(high: prefix.high, low: prefix.low, length: prefix.length)
    return find(hash, high: prefix.high, low: prefix.low, length: prefix.length)
  }

  /// Asks the processor for the slot that a prefix's search begins in.
  @inline(__always)
  func prefetchSlot(_ hash: UInt64) { apus_prefetch(slots + Int(truncatingIfNeeded: hash &>> shift)) }

  /// Asks for key and entry of the number in that slot, which is there by now.
  @inline(__always)
  func prefetchEntry(_ hash: UInt64) {
    let number = Int(slots[Int(truncatingIfNeeded: hash &>> shift)] & 0x03FF_FFFF)
    apus_prefetch(entries.base + (number &- 1))
    if family == .ipv4 { apus_prefetch(keys4.base + (number &- 1)) } else { apus_prefetch(keys6.base + (number &- 1)) }
  }

  /// The numbers of the prefixes that hold the address, most specific first, as far as `body` wants them.
  func eachCovering(_ address: IPPrefix, _ body: (UInt32) -> Bool) {
    var length = Int(address.length)
    while length >= 0 {
      if lengths[length] > 0 {
        let wanted = IPPrefix(family: family, high: address.high, low: address.low, length: UInt8(length))
        let number = find(wanted)
        if number != Self.none && !body(number) { return }
      }
      length -= 1
    }
  }

  // MARK: Changing

  /// The number of a prefix with this hash, which is put in if it is not there; ``none`` when the table is full.
  @inline(__always)
  mutating func insert(_ hash: UInt64, high: UInt64, low: UInt64, length: UInt8) -> UInt32 {
    let found = find(hash, high: high, low: low, length: length)
    return found != Self.none ? found : add(hash, high, low, length)
  }

  /// The number of a prefix, which is put in if it is not there; ``none`` when the table is full.
  mutating func insert(_ prefix: IPPrefix) -> UInt32 {
    let hash = hash(high: prefix.high, low: prefix.low, length: prefix.length)
    return insert(hash, high: prefix.high, low: prefix.low, length: prefix.length)
  }

  private mutating func add(_ hash: UInt64, _ high: UInt64, _ low: UInt64, _ length: UInt8) -> UInt32 {
    // At most five eighths full: a search for what is not there looks at four slots then, at three quarters it would be at eight.
    if (count &+ 1) &* 8 > (mask &+ 1) &* 5 { grow() }
    let number: UInt32
    if freeHead != 0 {
      number = freeHead
      freeHead = entries[Int(number)].firstPath
    } else {
      guard end < entries.capacity else { return Self.none }
      number = UInt32(truncatingIfNeeded: end)
      end &+= 1
    }
    if family == .ipv4 {
      keys4[Int(number)] = UInt32(truncatingIfNeeded: high &>> 32)
    } else {
      keys6[Int(number)] = SIMD2(high, low)
    }
    entries[Int(number)] = PrefixEntry(
      firstPath: PathArena.none, attributes: AttributeStore.none, round: 0, source: 0, length: length, flags: PrefixEntry.live)
    place(number, hash)
    count &+= 1
    lengths.base[Int(length)] &+= 1
    return number
  }

  /// Takes a prefix out; its number may be given again.
  mutating func remove(_ number: UInt32) {
    let hash = hash(of: number)
    var hole = Int(truncatingIfNeeded: hash &>> shift)
    while slots[hole] & 0x03FF_FFFF &- 1 != number {
      if slots[hole] == 0 { return }
      hole = (hole &+ 1) & mask
    }
    var at = (hole &+ 1) & mask
    while slots[at] != 0 {
      let home = Int(truncatingIfNeeded: self.hash(of: slots[at] & 0x03FF_FFFF &- 1) &>> shift)
      // The entry may fill the hole only if the hole is not before its home position.
      if (at &- home) & mask >= (at &- hole) & mask {
        slots[hole] = slots[at]
        hole = at
      }
      at = (at &+ 1) & mask
    }
    slots[hole] = 0
    count &-= 1
    lengths.base[Int(entries[Int(number)].length)] &-= 1
    entries.base[Int(number)].flags = 0
    entries.base[Int(number)].firstPath = freeHead
    freeHead = number
  }

  @inline(__always)
  private func place(_ number: UInt32, _ hash: UInt64) {
    var at = Int(truncatingIfNeeded: hash &>> shift)
    while slots[at] != 0 { at = (at &+ 1) & mask }
    slots[at] = Self.tag(hash) | (number &+ 1)
  }

  private mutating func grow() {
    let (old, oldCount) = (slots, mask &+ 1)
    mask = oldCount &* 2 &- 1
    shift &-= 1
    slots = HashSlots.allocate(mask &+ 1)
    // By number, not by slot: keys are read in sequence, and the slots to write are asked for ahead, many at a time.
    withUnsafeTemporaryAllocation(of: UInt64.self, capacity: Self.growthWindow) { hashes in
      var first = 1
      while first < end {
        let last = min(end, first &+ Self.growthWindow)
        for number in first..<last {
          hashes[number &- first] = hash(of: UInt32(truncatingIfNeeded: number))
          prefetchSlot(hashes[number &- first])
        }
        for number in first..<last where entries[number].has(PrefixEntry.live) {
          place(UInt32(truncatingIfNeeded: number), hashes[number &- first])
        }
        first = last
      }
    }
    HashSlots.release(old, count: oldCount)
  }

  private static let growthWindow = 64
}
