import NetTypes

/// When targets are looked at: all of them at once, then again after each interval.
struct LookSchedule {
  let interval: Duration
  /// How long one look may take; not longer than the interval.
  let timeout: Duration
  /// When the next round begins; at once for the first.
  private(set) var next = MonotonicTime.zero

  init(interval: Duration, timeout: Duration) {
    self.interval = interval
    self.timeout = timeout
  }

  /// Whether a round begins now. One that was missed, because the machine slept, is not made up for.
  mutating func begins(at now: MonotonicTime) -> Bool {
    guard now >= next else { return false }
    let regular = next + interval
    next = regular > now ? regular : now + interval
    return true
  }
}
