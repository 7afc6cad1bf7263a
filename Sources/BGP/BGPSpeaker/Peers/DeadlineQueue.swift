import NetTypes

/// The next deadline of many peers, as a binary heap of hints.
///
/// A peer's deadline moves with every message, mostly to later. So an entry only promises "not due before"; when it comes up, the
/// owner looks at the peer's real deadline and puts it back if that is later. Deadlines that move forward get a new entry at once.
struct DeadlineQueue {
  private struct Entry {
    var time: MonotonicTime
    var key: PeerKey
  }

  private var heap: [Entry] = []
  /// The earliest hint that stands in the heap for each peer.
  private var hints: [PeerKey: MonotonicTime] = [:]

  /// The earliest hint; the distant future when there is none.
  var next: MonotonicTime { heap.first?.time ?? .distantFuture }

  /// Makes sure that the peer comes up at the time or before.
  mutating func schedule(_ key: PeerKey, at time: MonotonicTime) {
    if time == .distantFuture { return }
    if let hint = hints[key], hint <= time { return }
    hints[key] = time
    heap.append(Entry(time: time, key: key))
    siftUp(heap.count - 1)
  }

  /// Takes the next peer whose hint is due; nil when none is.
  mutating func popDue(at now: MonotonicTime) -> PeerKey? {
    while let first = heap.first, first.time <= now {
      removeFirst()
      // An entry that a nearer one replaced says nothing any more.
      if hints[first.key] == first.time {
        hints[first.key] = nil
        return first.key
      }
    }
    return nil
  }

  /// Drops a peer; its entries are skipped when they come up.
  mutating func remove(_ key: PeerKey) { hints[key] = nil }

  private mutating func removeFirst() {
    let last = heap.removeLast()
    if heap.isEmpty { return }
    heap[0] = last
    var index = 0
    while true {
      let left = 2 * index + 1
      if left >= heap.count { return }
      let right = left + 1
      let child = right < heap.count && heap[right].time < heap[left].time ? right : left
      if heap[index].time <= heap[child].time { return }
      heap.swapAt(index, child)
      index = child
    }
  }

  private mutating func siftUp(_ start: Int) {
    var index = start
    while index > 0 {
      let parent = (index - 1) / 2
      if heap[parent].time <= heap[index].time { return }
      heap.swapAt(index, parent)
      index = parent
    }
  }
}
