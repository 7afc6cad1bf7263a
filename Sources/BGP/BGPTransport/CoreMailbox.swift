import BGPSpeaker
import CLinux
import Glibc
import Synchronization

/// Work for the core loop from other threads. It runs at batch boundaries, in the order of posting.
///
/// The eventfd is written only when the box goes from empty to filled: a burst costs one wake-up.
final class CoreMailbox: Sendable {
  typealias Job = @Sendable (Speaker) -> Void

  private let jobs = Mutex<[Job]>([])
  let descriptor: Int32

  init() throws(SystemError) {
    descriptor = eventfd(0, Int32(EFD_CLOEXEC) | Int32(EFD_NONBLOCK))
    if descriptor < 0 { throw SystemError("eventfd") }
  }

  deinit { close(descriptor) }

  /// Puts a job in from any thread.
  func post(_ job: @escaping Job) {
    let wasEmpty = jobs.withLock { jobs in
      jobs.append(job)
      return jobs.count == 1
    }
    if wasEmpty { wake() }
  }

  /// Ends a wait of the loop.
  func wake() {
    var one: UInt64 = 1
    // The only failure of a non-blocking eventfd is a full counter, and then the loop is awake anyway.
    _ = write(descriptor, &one, MemoryLayout<UInt64>.size)
  }

  /// Takes all jobs out; on the loop's thread.
  func take() -> [Job] {
    var count: UInt64 = 0
    _ = read(descriptor, &count, MemoryLayout<UInt64>.size)
    return jobs.withLock { jobs in
      defer { jobs = [] }
      return jobs
    }
  }
}
