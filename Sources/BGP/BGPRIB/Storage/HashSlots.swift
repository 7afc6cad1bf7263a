import CLinux

/// Memory for the slots of a hash table, zeroed. Access is random, so large ones get huge pages: a miss of the address cache costs as much
/// as a miss of the data. They are mappings of their own, so that a table that was outgrown goes back to the system.
enum HashSlots {
  private static let large = 256 << 10

  static func allocate(_ count: Int) -> UnsafeMutablePointer<UInt32> {
    let bytes = count * MemoryLayout<UInt32>.stride
    guard bytes >= large else {
      let slots = UnsafeMutablePointer<UInt32>.allocate(capacity: count)
      slots.initialize(repeating: 0, count: count)
      return slots
    }
    guard let raw = mmap(nil, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0), Int(bitPattern: raw) != -1 else {
      preconditionFailure("no memory for \(count) slots")
    }
    if bytes >= 2 << 20 { madvise(raw, bytes, MADV_HUGEPAGE) }
    return raw.bindMemory(to: UInt32.self, capacity: count)
  }

  static func release(_ slots: UnsafeMutablePointer<UInt32>, count: Int) {
    let bytes = count * MemoryLayout<UInt32>.stride
    if bytes >= large { munmap(slots, bytes) } else { slots.deallocate() }
  }
}
