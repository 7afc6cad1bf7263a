import CLinux

/// An array in address space that is reserved once: pointers stay valid, growing copies nothing, and a page costs memory only when touched.
///
/// What lies behind the first megabytes is offered huge pages; small routers stay small.
// Elements are trivial types: they are never initialised or destroyed.
struct Arena<Element>: ~Copyable {
  /// The first element. Memory that was never written reads as zero.
  let base: UnsafeMutablePointer<Element>
  /// Elements that there is room for.
  let capacity: Int

  init(capacity: Int) {
    let bytes = Self.bytes(capacity)
    let protection = PROT_READ | PROT_WRITE
    let flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE
    guard let raw = mmap(nil, bytes, protection, flags, -1, 0), Int(bitPattern: raw) != -1 else {  // MAP_FAILED
      preconditionFailure("no address space for \(bytes) bytes")
    }
    Self.offerHugePages(raw, bytes)
    base = raw.bindMemory(to: Element.self, capacity: capacity)
    self.capacity = capacity
  }

  deinit { munmap(base, Self.bytes(capacity)) }

  subscript(index: Int) -> Element {
    @inline(__always) get { base[index] }
    @inline(__always) nonmutating set { base[index] = newValue }
  }

  private static func bytes(_ capacity: Int) -> Int { (max(1, capacity) * MemoryLayout<Element>.stride + 4095) & ~4095 }

  private static func offerHugePages(_ raw: UnsafeMutableRawPointer, _ bytes: Int) {
    let huge = 2 << 20
    let small = 8 << 20
    let start = (Int(bitPattern: raw) + small + huge - 1) & ~(huge - 1)
    let end = Int(bitPattern: raw) + bytes
    if start + huge <= end { madvise(UnsafeMutableRawPointer(bitPattern: start), end - start, MADV_HUGEPAGE) }
  }
}
