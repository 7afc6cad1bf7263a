/// When the policy thread has to do something without being told.
struct PolicyClock {
  private typealias Instant = ContinuousClock.Instant

  private var retryAt: Instant?
  private var reviewAt: Instant?
  private var lastRepair: Instant?

  /// Milliseconds until something is due; -1: never.
  var patience: Int32 {
    guard let next = [retryAt, reviewAt].compactMap(\.self).min() else { return -1 }
    let (seconds, fraction) = (next - .now).components
    return Int32(clamping: max(0, seconds * 1000 + fraction / 1_000_000_000_000_000 + 1))
  }

  var isRetryDue: Bool { retryAt.map { $0 <= .now } ?? false }
  var isReviewDue: Bool { reviewAt.map { $0 <= .now } ?? false }

  /// What failed is tried again in a few seconds.
  mutating func retryLater() { retryAt = .now + .seconds(5) }

  mutating func succeeded() { retryAt = nil }

  /// After single workloads connections are looked at once it is quiet: that costs by all of them.
  mutating func reviewSoon() { reviewAt = .now + .milliseconds(300) }

  mutating func reviewed() { reviewAt = nil }

  /// Whether a repair may happen now. Somebody who goes on changing our table must not keep two programs busy: the next is a second later.
  mutating func mayRepair() -> Bool {
    if let lastRepair, lastRepair + .seconds(1) > .now {
      retryAt = lastRepair + .seconds(1)
      return false
    }
    lastRepair = .now
    return true
  }
}
