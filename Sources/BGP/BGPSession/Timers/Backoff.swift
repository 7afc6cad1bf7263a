/// How long to wait before the next connect: doubling with each failure, with jitter so that a cluster does not move in step.
///
/// It stands for RFC 4271's ConnectRetryTimer, ConnectRetryCounter and DampPeerOscillations in one. A session that is lost soon after
/// it came up counts as a failure too, or a peer that dies of our first UPDATE would be called upon every few seconds for ever.
struct Backoff: Hashable, Sendable {
  private let base: Duration
  private let maximum: Duration
  /// Failures in a row, the current run of them.
  private(set) var failures = 0
  private var shortSessions = 0
  private var random: SplitMix64

  init(base: Duration, maximum: Duration, seed: UInt64) {
    self.base = max(base, .milliseconds(100))
    self.maximum = max(self.base, maximum)
    random = SplitMix64(seed: seed)
  }

  /// A connect or a handshake failed.
  mutating func failed() { failures += 1 }

  /// A session came up: the peer is reachable again.
  mutating func established() { failures = 0 }

  /// A session ended; one that outlived the longest pause was a good one.
  mutating func ended(after lifetime: Duration) {
    shortSessions = lifetime >= maximum ? 0 : shortSessions + 1
  }

  /// The administrator wants a fresh start.
  mutating func reset() { (failures, shortSessions) = (0, 0) }

  /// The pause before the next connect.
  mutating func pause() -> Duration {
    let doublings = min(max(failures, shortSessions, 1) - 1, 20)
    return random.jitter(min(base * (1 << doublings), maximum))
  }
}
