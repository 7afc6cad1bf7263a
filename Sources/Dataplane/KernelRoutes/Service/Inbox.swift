import CLinux
import Glibc
import NetTypes
import Synchronization

/// What the owner hands to the kernel thread. The thread takes all of it at each turn, and the reconciler keeps one wish a prefix,
/// so it holds no more than what was submitted during one batch.
final class Inbox: Sendable {
  struct Content {
    var changes: [[DesiredChange]] = []
    var workloads: [[WorkloadInterface]] = []
    var released: FamilySet = []
    var resyncReason: String?
    var isStopping = false
    /// With the end all own routes go.
    var removesRoutes = false
    fileprivate var isSignalled = false
  }

  /// An eventfd, readable when there is something to take.
  let descriptor: Int32
  private let content = Mutex(Content())
  private let published = Mutex(KernelStatistics())

  init() throws(KernelFailure) {
    descriptor = eventfd(0, Int32(EFD_CLOEXEC) | Int32(EFD_NONBLOCK))
    guard descriptor >= 0 else { throw KernelFailure(operation: "open an eventfd", errno: errno) }
  }

  deinit { close(descriptor) }

  /// Adds something; wakes the thread unless it was woken for something before it already.
  func put(_ change: (inout Content) -> Void) {
    let wakes = content.withLock { content in
      change(&content)
      defer { content.isSignalled = true }
      return !content.isSignalled
    }
    if wakes { eventfd_write(descriptor, 1) }
  }

  /// Takes all that is there.
  func take() -> Content {
    var count: eventfd_t = 0
    eventfd_read(descriptor, &count)
    return content.withLock { content in
      defer { content = Content() }
      return content
    }
  }

  /// The counters as of the last turn of the thread.
  var statistics: KernelStatistics { published.withLock { $0 } }

  /// Replaces the counters.
  func publish(_ statistics: KernelStatistics) { published.withLock { $0 = statistics } }
}
