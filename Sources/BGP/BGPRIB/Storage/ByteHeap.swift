/// Storage for attribute bytes: blocks of a few sizes in one reserved range, addressed by 32-bit handles in units of 8 bytes.
struct ByteHeap: ~Copyable {
  private let memory: Arena<UInt64>
  private var end: UInt32 = 1
  /// First free block of each size class; a free block begins with the handle of the next one.
  private var free = [UInt32](repeating: 0, count: 48)

  init(bytes: Int) { memory = Arena(capacity: bytes / 8) }

  /// Sizes: every 16 bytes up to 512, then powers of two.
  private static func sizeClass(_ count: Int) -> (index: Int, words: Int) {
    if count <= 512 {
      let steps = max(1, (count &+ 15) &>> 4)
      return (steps &- 1, steps &* 2)
    }
    let bits = Int.bitWidth &- (count &- 1).leadingZeroBitCount  // the smallest power of two that holds the count
    return (32 &+ bits &- 10, 1 &<< (bits &- 3))
  }

  /// Copies bytes into a block; nil when the range is used up.
  mutating func store(_ bytes: UnsafeRawBufferPointer) -> UInt32? {
    let (index, words) = Self.sizeClass(bytes.count)
    guard index < free.count else { return nil }
    let handle: UInt32
    if free[index] != 0 {
      handle = free[index]
      free[index] = UInt32(truncatingIfNeeded: memory[Int(handle)])
    } else {
      guard Int(end) + words <= memory.capacity else { return nil }
      handle = end
      end += UInt32(words)
    }
    if let source = bytes.baseAddress {
      UnsafeMutableRawPointer(memory.base + Int(handle)).copyMemory(from: source, byteCount: bytes.count)
    }
    return handle
  }

  /// Gives a block back; the count must be the one it was stored with.
  mutating func release(_ handle: UInt32, count: Int) {
    let (index, _) = Self.sizeClass(count)
    memory[Int(handle)] = UInt64(free[index])
    free[index] = handle
  }

  /// The bytes of a block.
  @inline(__always)
  func bytes(_ handle: UInt32, count: Int) -> UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(start: memory.base + Int(handle), count: count)
  }
}
