import BGPWire
import CLinux
import NetTypes

extension RIB {
  /// Peers that have got something to send since the last call.
  public func takePeersWithOutput() -> [PeerIndex] { ready.take() }

  /// What to write to a peer's socket now: whole messages, but for the rest of a broken one in front. Returns how many places are filled;
  /// 0 means that nothing waits. No further place is filled once there are `enough` bytes, so that a thousand peers with much to be sent
  /// do not hold up what comes in.
  ///
  /// Write at once and call ``consumed(_:by:)`` before anything else of the RIB: the memory is the log's own and may go with the next
  /// ``process(limit:)``.
  public func output(for peer: PeerIndex, into places: UnsafeMutableBufferPointer<iovec>, enough: Int = .max) -> Int {
    guard let state = state(peer), let output = state.output, !places.isEmpty else { return 0 }
    output.given.removeAll(keepingCapacity: true)
    var filled = 0
    var total = 0
    let count = output.cursors.count
    let first = output.firstInOrder
    for step in 0..<count {
      let cursor = output.cursors[first + step < count ? first + step : first + step - count]
      if let round = cursor.resyncRound, cursor.hasSentPending(to: peer.rawValue) { finishResync(cursor, peer, since: round) }
      if cursor.wantsRefresh && !cursor.isAnswering(peer.rawValue) { answerRefresh(cursor, state) }
      var bytes = 0
      cursor.each(for: peer.rawValue) { part in
        guard filled < places.count, total < enough else { return false }
        places[filled] = iovec(iov_base: UnsafeMutableRawPointer(mutating: part.baseAddress), iov_len: part.count)
        filled += 1
        bytes += part.count
        total += part.count
        return true
      }
      output.given.append((cursor, bytes))
      if filled == places.count || total >= enough { break }
    }
    return filled
  }

  /// The socket took this many bytes of the last ``output(for:into:)``.
  public func consumed(_ bytes: Int, by peer: PeerIndex) {
    guard let output = state(peer)?.output else { return }
    var left = bytes
    for place in output.given.indices where left > 0 {
      let taken = min(left, output.given[place].bytes)
      output.given[place].cursor.consume(taken, for: peer.rawValue)
      left -= taken
    }
    output.given.removeAll(keepingCapacity: true)
  }

  /// Whether a peer that had fallen behind has been sent all from before, or one that asked for a refresh again the answer to the first:
  /// the next ``output(for:into:enough:)`` gives it the difference, or another answer.
  public func awaitsDifference(_ peer: PeerIndex) -> Bool {
    state(peer)?.output?.cursors.contains {
      $0.resyncRound != nil && $0.hasSentPending(to: peer.rawValue) || $0.wantsRefresh && !$0.isAnswering(peer.rawValue)
    } ?? false
  }

  /// Whether the socket has taken a part of a message only: until the rest is written, no other message may be.
  public func isMidMessage(_ peer: PeerIndex) -> Bool { state(peer)?.output?.cursors.contains(where: \.isMidMessage) ?? false }
}
