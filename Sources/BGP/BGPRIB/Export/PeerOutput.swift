import BGPWire
import NetTypes

/// Where a peer is in the log of its update group of one family.
final class FamilyCursor {
  let family: AddressFamily
  var group: UpdateGroup
  /// What comes before the log: a snapshot, the rest of another group's log, End-of-RIB …
  private var pending: [ChainReader] = []
  /// How many of `pending` were ever put in and taken out: by it the end of the answer to a ROUTE-REFRESH is known.
  private var appended = 0
  private var removed = 0
  private var answerEnd = 0
  /// The place in the group's log.
  var log: ChainReader
  /// Set when the peer fell too far behind: when all before is sent, it gets the difference to the state after this round.
  var resyncRound: UInt32?
  /// End-of-RIB is sent when the prefixes that were queued at the join have been decided: when so many have been taken.
  var endOfRIBAfter: UInt64?

  init(_ family: AddressFamily, _ group: UpdateGroup, log: ChainReader) {
    (self.family, self.group, self.log) = (family, group, log)
  }

  /// The peer has asked for everything again while an answer to that was under way: it gets one more, however often it asked.
  var wantsRefresh = false

  /// What was appended last is the end of an answer to a ROUTE-REFRESH.
  func markAnswer() { answerEnd = appended }

  /// Some of the answer to a ROUTE-REFRESH is still to be sent.
  func isAnswering(_ peer: UInt16) -> Bool {
    if removed >= answerEnd { return false }
    _ = hasSentPending(to: peer)  // what is sent and was not taken out yet counts no more
    return removed < answerEnd
  }

  /// Puts a finite run of messages before the log.
  func append(_ reader: ChainReader) {
    pending.append(reader)
    appended += 1
  }

  private func removeFirst() {
    pending.removeFirst()
    removed += 1
  }

  /// Puts one message before the log.
  func append(_ message: [UInt8]) {
    let chain = MessageChain(firstCapacity: message.count)
    let start = ChainReader(endOf: chain)
    chain.append(message)
    append(start.limited(to: chain.end))
  }

  /// What the log holds now goes before whatever is appended next.
  func flushLog() {
    let end = group.log.end
    if log.position < end { append(log.limited(to: end)) }
    log = ChainReader(endOf: group.log)
  }

  /// The peer lags too far behind: from here on nothing that it has still to be sent holds the group's log. What waits before the log
  /// stays, in a copy if need be, and of the log the rest of a message that the socket has taken the first part of.
  func leaveLog(for peer: UInt16) {
    resyncRound = log.slab.round(at: log.offset)
    if log.rest > 0 { append(log.limited(to: log.position + UInt64(log.rest))) }
    for index in pending.indices { pending[index].detach(for: peer) }
    log = ChainReader(endOf: group.log)
  }

  /// Whether all before the log is sent.
  func hasSentPending(to peer: UInt16) -> Bool {
    while let first = pending.first {
      var reader = first
      guard reader.isAtEnd(for: peer) else { return false }
      removeFirst()
    }
    return true
  }

  /// A message of this family is half sent.
  var isMidMessage: Bool { (pending.first?.rest ?? log.rest) > 0 }

  /// Calls `body` with the bytes to send next, in order, as long as it returns true.
  func each(for peer: UInt16, _ body: (UnsafeRawBufferPointer) -> Bool) {
    // What is not for the peer is passed at once: the source of all routes never takes a byte, and must not hold the whole log by that.
    if pending.isEmpty && resyncRound == nil { _ = log.next(for: peer) }
    for reader in pending where !Self.walk(reader, peer, body) { return }
    if resyncRound == nil { _ = Self.walk(log, peer, body) }
  }

  private static func walk(_ start: ChainReader, _ peer: UInt16, _ body: (UnsafeRawBufferPointer) -> Bool) -> Bool {
    var reader = start
    while let bytes = reader.next(for: peer) {
      if !body(bytes) { return false }
      reader.advance(bytes.count, of: bytes)
    }
    return true
  }

  /// The socket has taken this many of the bytes that ``each(for:_:)`` gave.
  func consume(_ count: Int, for peer: UInt16) {
    var left = count
    while left > 0, !pending.isEmpty {
      left = Self.consume(left, &pending[0], peer)
      var reader = pending[0]
      guard reader.isAtEnd(for: peer) else { break }
      removeFirst()
    }
    if left > 0 && pending.isEmpty { _ = Self.consume(left, &log, peer) }
  }

  private static func consume(_ count: Int, _ reader: inout ChainReader, _ peer: UInt16) -> Int {
    var left = count
    while left > 0, let bytes = reader.next(for: peer) {
      let taken = min(left, bytes.count)
      reader.advance(taken, of: bytes)
      left -= taken
    }
    return left
  }

  /// Bytes that wait, those for others among them.
  var queuedBytes: UInt64 {
    pending.reduce(resyncRound == nil ? group.log.end - log.position : 0) { $0 + $1.limit - min($1.limit, $1.position) }
  }
}

/// What a peer has still to be sent, in both families.
final class PeerOutput {
  var cursors: [FamilyCursor] = []
  /// What the last call of `output` gave, by cursor: later bytes of the first must not be taken for those of the second.
  var given: [(cursor: FamilyCursor, bytes: Int)] = []

  /// The cursor of a family.
  func cursor(_ family: AddressFamily) -> FamilyCursor? {
    for place in cursors.indices where cursors[place].family == family { return cursors[place] }
    return nil
  }

  /// The cursor to write from first: the one with a half-sent message; the others follow it around.
  var firstInOrder: Int {
    for place in cursors.indices where cursors[place].isMidMessage { return place }
    return 0
  }
}

/// Peers that have something to send, each once.
struct ReadyList {
  private var list: [PeerIndex] = []
  private var isListed: [Bool] = []

  mutating func insert(_ peer: UInt16) {
    while isListed.count <= Int(peer) { isListed.append(false) }
    guard !isListed[Int(peer)] else { return }
    isListed[Int(peer)] = true
    list.append(PeerIndex(rawValue: peer))
  }

  mutating func take() -> [PeerIndex] {
    for peer in list { isListed[Int(peer.rawValue)] = false }
    defer { list = [] }
    return list
  }
}
