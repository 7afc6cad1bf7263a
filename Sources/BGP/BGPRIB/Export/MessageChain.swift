/// A growing run of encoded messages: an update group's log, a snapshot, or a few messages for one peer.
final class MessageChain {
  /// The slab that is written to.
  private(set) var last: Slab
  private let maximumCapacity: Int

  private var round: UInt32

  init(firstCapacity: Int, maximumCapacity: Int = 128 << 10, after round: UInt32 = 0) {
    last = Slab(capacity: firstCapacity, start: 0, after: round)
    self.round = round
    self.maximumCapacity = maximumCapacity
  }

  /// The position behind the last byte.
  var end: UInt64 { last.end }

  /// A round of decisions ends here.
  func mark(_ round: UInt32) {
    self.round = round
    last.mark(round)
  }

  /// Space for one message of at most `count` bytes.
  func reserve(_ count: Int) -> UnsafeMutableRawBufferPointer {
    if last.capacity - last.used < count {
      let capacity = max(4 * count, min(maximumCapacity, last.capacity * 4))
      let slab = Slab(capacity: capacity, start: last.end, after: round)
      last.link(slab)
      last = slab
    }
    return last.tail
  }

  /// Appends a message that is encoded already.
  func append(_ message: [UInt8], _ audience: Slab.Audience = .everyone, _ peer: UInt16 = 0) {
    let space = reserve(message.count)
    message.withUnsafeBytes { space.copyMemory(from: $0) }
    last.commit(message.count, audience, peer)
  }
}
