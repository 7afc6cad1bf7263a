/// A block of encoded messages, append-only, shared by all who read it, and a link to the next one.
///
/// Readers hold the slab they are in; what lies before the slowest reader is freed by itself.
final class Slab {
  /// Who a run of messages is for.
  enum Audience: UInt8 {
    case everyone
    /// All but one peer: the one that the routes are from (split horizon with shared bytes).
    case allBut
    /// One peer: it has to drop a route that is from it now.
    case only
  }

  /// Neighbouring messages with one audience; a run ends where the next begins.
  struct Run {
    let offset: UInt32
    let peer: UInt16
    let audience: Audience

    @inline(__always)
    func isFor(_ reader: UInt16) -> Bool {
      switch audience {
      case .everyone: true
      case .allBut: peer != reader
      case .only: peer == reader
      }
    }
  }

  /// Where a round of decisions ends in the slab: slow peers leave the log there.
  struct Mark {
    let offset: Int
    let round: UInt32
  }

  let base: UnsafeMutableRawPointer
  let capacity: Int
  /// The position of the first byte in the whole chain.
  let start: UInt64
  private(set) var used = 0
  private(set) var runs: [Run] = []
  private(set) var marks: [Mark] = []
  fileprivate(set) var next: Slab?

  /// The last round that was complete when the slab was begun.
  private let roundBefore: UInt32

  init(capacity: Int, start: UInt64, after round: UInt32) {
    roundBefore = round
    base = .allocate(byteCount: capacity, alignment: 16)
    self.capacity = capacity
    self.start = start
  }

  deinit {
    base.deallocate()
    // One by one: a long chain would otherwise be released by recursion.
    var rest = next
    next = nil
    while let slab = rest, isKnownUniquelyReferenced(&rest) {
      rest = slab.next
      slab.next = nil
    }
  }

  /// The free space.
  var tail: UnsafeMutableRawBufferPointer { UnsafeMutableRawBufferPointer(start: base + used, count: capacity - used) }

  /// The position behind the last byte.
  var end: UInt64 { start + UInt64(used) }

  /// A message of this length has been written to ``tail``.
  func commit(_ length: Int, _ audience: Audience, _ peer: UInt16) {
    if let last = runs.last, last.audience == audience, last.peer == peer {
      used += length
      return
    }
    runs.append(Run(offset: UInt32(used), peer: peer, audience: audience))
    used += length
  }

  /// A round ends here.
  func mark(_ round: UInt32) { marks.append(Mark(offset: used, round: round)) }

  /// The last round that is complete at an offset.
  func round(at offset: Int) -> UInt32 {
    var (low, high) = (0, marks.count)
    while low < high {
      let middle = (low + high) / 2
      if marks[middle].offset <= offset { low = middle + 1 } else { high = middle }
    }
    return low == 0 ? roundBefore : marks[low - 1].round
  }

  /// The last of the runs from `run` on that are all for the reader, or all not, and which of the two.
  func lastRun(alike run: Int, for reader: UInt16) -> (last: Int, isForReader: Bool) {
    runs.withUnsafeBufferPointer { runs in
      let isForReader = runs[run].isFor(reader)
      var last = run
      while last + 1 < runs.count && runs[last + 1].isFor(reader) == isForReader { last += 1 }
      return (last, isForReader)
    }
  }

  /// Where a run ends.
  func end(of run: Int) -> Int { run + 1 < runs.count ? Int(runs[run + 1].offset) : used }

  func link(_ slab: Slab) { next = slab }
}
