/// What a message's attributes became the last time they were seen: the raw bytes as received, and the interned set.
///
/// Direct-mapped and small: UPDATEs with one attribute set come in runs. A hit costs one hash and one comparison; no decoding.
struct HeaderCache: ~Copyable {
  static let slotCount = 4096
  /// Longer headers are decoded each time.
  static let maximumLength = 232

  private let slots: Arena<HeaderSlot>
  private let raw: Arena<UInt8>

  init() {
    slots = Arena(capacity: Self.slotCount)
    raw = Arena(capacity: Self.slotCount * Self.maximumLength)
  }

  /// The set of a header; `context` stands for all that the meaning of the bytes depends on.
  @inline(__always)
  func find(_ bytes: UnsafeRawBufferPointer, hash: UInt64, context: UInt32) -> UInt32? {
    let at = Int(truncatingIfNeeded: hash) & (Self.slotCount &- 1)
    let slot = slots[at]
    guard slot.hash == hash, slot.set != 0, slot.context == context, Int(slot.length) == bytes.count else { return nil }
    let kept = UnsafeRawBufferPointer(start: raw.base + at &* Self.maximumLength, count: bytes.count)
    return same(kept, bytes) ? slot.set : nil
  }

  /// Puts a header in, which must hold a reference to its set; the set that it displaces is returned to be released.
  func insert(_ bytes: UnsafeRawBufferPointer, hash: UInt64, context: UInt32, set: UInt32) -> UInt32? {
    guard bytes.count <= Self.maximumLength else { return set }
    let at = Int(truncatingIfNeeded: hash) & (Self.slotCount &- 1)
    let displaced = slots[at].set
    slots[at] = HeaderSlot(hash: hash, set: set, length: UInt32(bytes.count), context: context, padding: 0)
    if let source = bytes.baseAddress {
      UnsafeMutableRawPointer(raw.base + at &* Self.maximumLength).copyMemory(from: source, byteCount: bytes.count)
    }
    return displaced == 0 ? nil : displaced
  }

  /// Empties the cache; each set in it is given to `body` to be released.
  func removeAll(_ body: (UInt32) -> Void) {
    for at in 0..<Self.slotCount where slots[at].set != 0 {
      body(slots[at].set)
      slots[at].set = 0
    }
  }
}

/// One place of a ``HeaderCache``.
struct HeaderSlot {
  var hash: UInt64
  /// 0: empty.
  var set: UInt32
  var length: UInt32
  var context: UInt32
  var padding: UInt32
}
