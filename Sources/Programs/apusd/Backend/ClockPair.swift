import BGPTransport
import ControlAPI
import ControlServer
import NetTypes

/// The two clocks at one moment, to tell times of the core in the calendar.
struct ClockPair: Sendable {
  let monotonic = MonotonicClock.now
  let calendar = Timestamp.now

  /// The calendar time of a moment of the core.
  func timestamp(_ time: MonotonicTime) -> Timestamp {
    Timestamp(milliseconds: calendar.milliseconds - (monotonic.nanoseconds - time.nanoseconds) / 1_000_000)
  }
}
