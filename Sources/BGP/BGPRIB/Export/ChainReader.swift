import CLinux

/// A place in a ``MessageChain``, at a message boundary or inside a message that the socket took a part of.
struct ChainReader {
  private(set) var slab: Slab
  private(set) var offset: Int
  private var run = 0
  /// Where to stop; `.max` to follow the chain.
  let limit: UInt64
  /// Bytes of the message that the socket has taken the first part of; 0 at a boundary.
  private(set) var rest = 0

  init(_ slab: Slab, offset: Int, limit: UInt64 = .max) {
    self.slab = slab
    self.offset = offset
    self.limit = limit
    seekRun()
  }

  /// At the end of what the chain has now.
  init(endOf chain: MessageChain) { self.init(chain.last, offset: chain.last.used) }

  /// The same place, with another end.
  func limited(to limit: UInt64) -> ChainReader {
    var copy = ChainReader(slab, offset: offset, limit: limit)
    copy.rest = rest
    return copy
  }

  /// Copies what is left up to the limit into a chain of its own if this one goes on behind it, and so would be held from here on.
  mutating func detach(for peer: UInt16) {
    guard holdsMore else { return }
    let chain = MessageChain(firstCapacity: max(1, Int(limit - position)))
    var copy = ChainReader(endOf: chain)
    copy.rest = rest
    while let bytes = next(for: peer) {
      chain.append(Array(bytes))
      advance(bytes.count, of: bytes)
    }
    self = copy.limited(to: chain.end)
  }

  private var holdsMore: Bool {
    var last = slab
    while last.end < limit, let next = last.next { last = next }
    return last.end > limit || last.next != nil
  }

  /// The place in the whole chain.
  var position: UInt64 { slab.start + UInt64(offset) }

  private mutating func seekRun() {
    run = 0
    while run + 1 < slab.runs.count && Int(slab.runs[run + 1].offset) <= offset { run += 1 }
  }

  /// The next bytes for a peer: whole messages, but for the rest of a broken one in front. Skips what is not for it; nil at the end.
  /// Neighbouring runs are one piece: a reflector has a run for each client, and every piece costs its part of a system call.
  mutating func next(for peer: UInt16) -> UnsafeRawBufferPointer? {
    while position < limit {
      if offset == slab.used {
        guard let following = slab.next else { return nil }
        (slab, offset, run) = (following, 0, 0)
        continue
      }
      while run + 1 < slab.runs.count && Int(slab.runs[run + 1].offset) <= offset { run += 1 }
      let (last, isForPeer) = slab.lastRun(alike: run, for: peer)
      let end = min(slab.end(of: last), Int(clamping: limit - slab.start))
      if isForPeer { return UnsafeRawBufferPointer(start: slab.base + offset, count: end - offset) }
      offset = end
    }
    return nil
  }

  /// Whether nothing is left for the peer up to the limit.
  mutating func isAtEnd(for peer: UInt16) -> Bool { next(for: peer) == nil && position >= limit }

  /// The socket took some of the bytes that ``next(for:)`` returned.
  mutating func advance(_ count: Int, of bytes: UnsafeRawBufferPointer) {
    offset += count
    if count == bytes.count {
      rest = 0
      return
    }
    if count < rest {
      rest -= count
      return
    }
    // Walks the messages from the last boundary to the one that was broken.
    var boundary = rest
    while boundary < count {
      let length = Int(bytes[boundary + 16]) << 8 | Int(bytes[boundary + 17])
      boundary += max(length, 19)
    }
    rest = boundary - count
  }
}
