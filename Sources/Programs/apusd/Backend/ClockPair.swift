import BGPTransport
import ControlAPI
import ControlServer
import NetTypes
import Synchronization

/// The two clocks at one moment, to tell times of the core in the calendar.
struct ClockPair: Sendable {
  let monotonic = MonotonicClock.now
  private let offset: Int64

  init() {
    let reading = Timestamp.now.milliseconds - monotonic.nanoseconds / 1_000_000
    offset = Self.kept.withLock { kept in
      // One offset for all answers, so that the time of an event is the same in each; a calendar that was set is followed.
      if let kept, abs(kept - reading) < 100 { return kept }
      kept = reading
      return reading
    }
  }

  private static let kept = Mutex<Int64?>(nil)

  /// Now, in the calendar.
  var calendar: Timestamp { timestamp(monotonic) }

  /// The calendar time of a moment of the core.
  func timestamp(_ time: MonotonicTime) -> Timestamp { Timestamp(milliseconds: offset + time.nanoseconds / 1_000_000) }
}
