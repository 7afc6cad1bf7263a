/// A moment on the clock that never goes back, in nanoseconds since an arbitrary start.
///
/// The pure core takes it as an argument; only the transport reads a clock.
public struct MonotonicTime: Hashable, Sendable, Comparable {
  /// Nanoseconds since the clock's start.
  public var nanoseconds: Int64

  /// Wraps a reading of the clock.
  public init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

  /// The start of the clock.
  public static let zero = MonotonicTime(nanoseconds: 0)

  /// Later than every moment: a timer that is off.
  public static let distantFuture = MonotonicTime(nanoseconds: .max)

  /// Orders by time.
  public static func < (left: MonotonicTime, right: MonotonicTime) -> Bool { left.nanoseconds < right.nanoseconds }

  /// The moment after a duration; stays at the distant future when it would pass it.
  public static func + (left: MonotonicTime, right: Duration) -> MonotonicTime {
    let (seconds, attoseconds) = right.components
    let (product, overflowed) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
    let (span, spanOverflowed) = product.addingReportingOverflow(attoseconds / 1_000_000_000)
    let (sum, sumOverflowed) = left.nanoseconds.addingReportingOverflow(span)
    return overflowed || spanOverflowed || sumOverflowed ? .distantFuture : MonotonicTime(nanoseconds: sum)
  }

  /// The time between two moments.
  public static func - (left: MonotonicTime, right: MonotonicTime) -> Duration {
    .nanoseconds(left.nanoseconds) - .nanoseconds(right.nanoseconds)
  }
}
