import CLinux
import Glibc

/// A one-shot timer that an epoll set can wait for.
final class LoopTimer {
  let descriptor: Int32
  private(set) var isArmed = false

  init() throws(KernelFailure) {
    descriptor = timerfd_create(CLOCK_MONOTONIC, Int32(TFD_CLOEXEC) | Int32(TFD_NONBLOCK))
    guard descriptor >= 0 else { throw KernelFailure(operation: "open a timerfd", errno: errno) }
  }

  deinit { close(descriptor) }

  /// Fires once after a time; replaces what was set before.
  func arm(after delay: Duration) {
    let (seconds, attoseconds) = max(delay, .microseconds(1)).components
    var value = itimerspec()
    value.it_value = timespec(tv_sec: Int(seconds), tv_nsec: Int(attoseconds / 1_000_000_000))
    timerfd_settime(descriptor, 0, &value, nil)
    isArmed = true
  }

  /// Whether it has fired since the last question.
  func takeFired() -> Bool {
    var count: UInt64 = 0
    guard isArmed, read(descriptor, &count, MemoryLayout<UInt64>.size) > 0 else { return false }
    isArmed = false
    return true
  }
}
