import ControlAPI
import Glibc

extension Timestamp {
  /// The clock on the wall.
  public static var now: Timestamp {
    var reading = timespec()
    clock_gettime(CLOCK_REALTIME, &reading)
    return Timestamp(milliseconds: Int64(reading.tv_sec) * 1000 + Int64(reading.tv_nsec) / 1_000_000)
  }
}
