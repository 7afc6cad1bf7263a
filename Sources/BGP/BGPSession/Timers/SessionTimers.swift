import NetTypes

/// The deadlines of one connection; a timer that is off lies in the distant future.
struct SessionTimers: Hashable, Sendable {
  /// RFC 4271 §8.2.2: "a large value", suggested 4 minutes, for the peer's OPEN to arrive.
  static let openWait: Duration = .seconds(240)

  /// The HoldTimer; while the TCP connect runs, its time limit.
  var hold = MonotonicTime.distantFuture
  /// The KeepaliveTimer.
  private(set) var keepalive = MonotonicTime.distantFuture
  /// The SendHoldTimer (RFC 9687), running only while the peer takes nothing.
  var sendHold = MonotonicTime.distantFuture

  private var holdTime: Duration?
  private var keepaliveInterval: Duration?
  private var random: SplitMix64

  init(seed: UInt64) { random = SplitMix64(seed: seed) }

  /// The earliest deadline.
  var next: MonotonicTime { min(hold, keepalive, sendHold) }

  /// The OPENs are exchanged.
  mutating func begin(_ negotiated: Negotiated, at now: MonotonicTime) {
    holdTime = negotiated.holdTime == 0 ? nil : .seconds(Int(negotiated.holdTime))
    keepaliveInterval = negotiated.keepaliveInterval
    // Without a negotiated hold time the wait for the first KEEPALIVE still has an end.
    hold = now + (holdTime ?? Self.openWait)
    restartKeepalive(at: now)
  }

  /// The peer was heard.
  mutating func restartHold(at now: MonotonicTime) { hold = holdTime.map { now + $0 } ?? .distantFuture }

  /// Something was sent, or is about to be.
  mutating func restartKeepalive(at now: MonotonicTime) {
    if let keepaliveInterval { keepalive = now + random.jitter(keepaliveInterval) }
  }
}
