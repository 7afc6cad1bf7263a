import BGPWire

/// All attribute sets in use, each once: equal bytes and equal next hop have one number.
///
/// References are counted by the owner, in bulk per message; nothing here is a Swift reference.
struct AttributeStore: ~Copyable {
  /// "No attribute set."
  static let none: UInt32 = 0

  /// The sets by number.
  let sets: Arena<AttributeSet>
  private var heap: ByteHeap
  private var slots: UnsafeMutablePointer<UInt32>
  private var mask: Int
  private var end: UInt32 = 1
  private var free: [UInt32] = []
  /// Sets in use.
  private(set) var count = 0
  private let seed: UInt64
  private var loops: LoopCheck

  init(capacity: Int, bytes: Int, seed: UInt64, loops: LoopCheck) {
    sets = Arena(capacity: capacity)
    heap = ByteHeap(bytes: bytes)
    self.seed = seed
    self.loops = loops
    mask = 1023
    slots = HashSlots.allocate(1024)
  }

  deinit { HashSlots.release(slots, count: mask + 1) }

  @inline(__always)
  subscript(number: UInt32) -> UnsafeMutablePointer<AttributeSet> { sets.base + Int(number) }

  /// The canonical bytes of a set; valid until it is released.
  @inline(__always)
  func bytes(_ number: UInt32) -> UnsafeRawBufferPointer {
    heap.bytes(sets[Int(number)].handle, count: Int(sets[Int(number)].length))
  }

  /// The number of a set, with one more reference for the caller; nil when there is no room.
  mutating func intern(_ canonical: UnsafeRawBufferPointer, _ fields: AttributeFields, nextHop: UInt32) -> UInt32? {
    let hash = UInt32(truncatingIfNeeded: hashBytes(canonical, seed: seed &+ UInt64(nextHop) &* 0x9E37_79B9_7F4A_7C15))
    var at = Int(hash) & mask
    while slots[at] != 0 {
      let number = slots[at]
      let set = self[number]
      if set.pointee.hash == hash, set.pointee.nextHop == nextHop, same(bytes(number), canonical) {
        set.pointee.references &+= 1
        return number
      }
      at = (at &+ 1) & mask
    }
    return add(canonical, fields, nextHop, hash)
  }

  private mutating func add(
    _ canonical: UnsafeRawBufferPointer, _ fields: AttributeFields, _ nextHop: UInt32, _ hash: UInt32
  ) -> UInt32? {
    if (count &+ 1) &* 4 > (mask &+ 1) &* 3 { grow() }
    guard !free.isEmpty || Int(end) < sets.capacity, canonical.count <= Int(UInt16.max), let handle = heap.store(canonical) else {
      return nil
    }
    let number: UInt32
    if let last = free.popLast() {
      number = last
    } else {
      number = end
      end &+= 1
    }
    self[number].initialize(
      to: AttributeSet(
        fields: fields, handle: handle, nextHop: nextHop, references: 1, hash: hash, bucket: 0, length: UInt16(canonical.count),
        loops: 0, ownASCount: 0))
    loops.mark(self[number], canonical)
    place(number, hash)
    count &+= 1
    return number
  }

  /// Adds references.
  @inline(__always)
  func retain(_ number: UInt32, _ references: UInt32 = 1) { self[number].pointee.references &+= references }

  /// Takes references away. With the last one the set goes, and its next hop's number is returned to be released too.
  @inline(__always)
  mutating func release(_ number: UInt32, _ references: UInt32 = 1) -> UInt32? {
    let set = self[number]
    set.pointee.references &-= references
    return set.pointee.references == 0 ? remove(number) : nil
  }

  private mutating func remove(_ number: UInt32) -> UInt32 {
    let set = self[number].pointee
    var hole = Int(set.hash) & mask
    while slots[hole] != number { hole = (hole &+ 1) & mask }
    var at = (hole &+ 1) & mask
    while slots[at] != 0 {
      let home = Int(self[slots[at]].pointee.hash) & mask
      if (at &- home) & mask >= (at &- hole) & mask {
        slots[hole] = slots[at]
        hole = at
      }
      at = (at &+ 1) & mask
    }
    slots[hole] = 0
    heap.release(set.handle, count: Int(set.length))
    free.append(number)
    count &-= 1
    return set.nextHop
  }

  /// Looks for loops anew in every set: our AS, identifier or cluster has changed.
  mutating func recheck(_ loops: LoopCheck) {
    self.loops = loops
    for at in 0...mask where slots[at] != 0 {
      let number = slots[at]
      loops.mark(self[number], bytes(number))
    }
  }

  @inline(__always)
  private func place(_ number: UInt32, _ hash: UInt32) {
    var at = Int(hash) & mask
    while slots[at] != 0 { at = (at &+ 1) & mask }
    slots[at] = number
  }

  private mutating func grow() {
    let (old, oldCount) = (slots, mask &+ 1)
    mask = oldCount &* 2 &- 1
    slots = HashSlots.allocate(mask &+ 1)
    for at in 0..<oldCount where old[at] != 0 { place(old[at], self[old[at]].pointee.hash) }
    HashSlots.release(old, count: oldCount)
  }
}
