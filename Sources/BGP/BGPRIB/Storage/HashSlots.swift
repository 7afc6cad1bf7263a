import CLinux

/// Memory for the slots of a hash table, zeroed. Access is random, so large ones get huge pages: a miss of the address cache costs as much
/// as a miss of the data.
enum HashSlots {
  private static let huge = 2 << 20

  static func allocate(_ count: Int) -> UnsafeMutablePointer<UInt32> {
    let bytes = count * MemoryLayout<UInt32>.stride
    let raw = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: bytes >= huge ? huge : 64)
    if bytes >= huge { madvise(raw, bytes, MADV_HUGEPAGE) }
    return raw.initializeMemory(as: UInt32.self, repeating: 0, count: count)
  }

  static func release(_ slots: UnsafeMutablePointer<UInt32>) {
    UnsafeMutableRawPointer(slots).deallocate()
  }
}
