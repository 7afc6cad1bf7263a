import CLinux
import ControlServer
import Foundation
import Logging
import Nftables
import PolicyEnforcement
import Resources
import Synchronization

/// Keeps the kernel's rules as policy says, on a thread of its own: the core of BGP never waits for it, and its faults stop nobody.
///
/// The table outlives the daemon. It is replaced in one transaction when the daemon is back, and taken away only when nothing is to be
/// enforced any more.
final class PolicyService: Sendable {
  /// What the thread is told.
  enum Message: Sendable {
    /// All that policy depends on.
    case everything(PolicyIntent)
    /// A workload has come or is another.
    case workload(WorkloadEndpoint, interface: String?)
    /// A workload has gone.
    case removal(String)
    /// Somebody wants to know something.
    case question(@Sendable (PolicyKeeper) -> Void)
  }

  /// What is not as it should be.
  struct Health: Sendable {
    /// Why the kernel's rules are not those that are wanted.
    var problem: String?
    /// How to mend that.
    var mend: String?
    /// Why live connections are not cut.
    var connections: String?
  }

  private let inbox = Mutex<[Message]>([])
  private let wake: Int32
  private let events: EventLog
  private let logger: Logger
  private let state = Mutex(Health())

  init(events: EventLog, logger: Logger) throws(StartFailure) {
    (self.events, self.logger) = (events, logger)
    wake = eventfd(0, Int32(EFD_CLOEXEC) | Int32(EFD_NONBLOCK))
    if wake < 0 { throw StartFailure("cannot make an eventfd: \(String(cString: strerror(errno)))") }
  }

  /// What is not as it should be, as of now.
  var health: Health { state.withLock { $0 } }

  /// Starts the thread, in the network namespace of the caller. It ends with the process.
  func start() {
    Thread.detachNewThread { [self] in
      apus_name_thread("apus-policy")
      let keeper = PolicyKeeper(events: events, logger: logger) { [self] health in state.withLock { $0 = health } }
      while true { turn(keeper) }
    }
  }

  /// Tells the thread something; never waits.
  func tell(_ message: Message) {
    inbox.withLock { inbox in
      // Everything is also all that was told before; questions are answered all the same.
      if case .everything = message { inbox.removeAll { !$0.isQuestion } }
      inbox.append(message)
    }
    var one: UInt64 = 1
    // It fails only with a full counter, and then the thread is awake anyway.
    _ = write(wake, &one, 8)
  }

  /// Asks the thread.
  func ask<Value: Sendable>(_ body: @escaping @Sendable (PolicyKeeper) -> Value) async -> Value {
    await withCheckedContinuation { continuation in
      tell(.question { continuation.resume(returning: body($0)) })
    }
  }

  private func turn(_ keeper: PolicyKeeper) {
    var descriptors = ([wake] + keeper.descriptors).map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
    _ = poll(&descriptors, nfds_t(descriptors.count), keeper.patience)
    var count: UInt64 = 0
    _ = read(wake, &count, 8)
    let messages = inbox.withLock { inbox in
      defer { inbox = [] }
      return inbox
    }
    for message in messages { keeper.take(message) }
    keeper.look()
  }
}

extension PolicyService.Message {
  fileprivate var isQuestion: Bool {
    if case .question = self { return true }
    return false
  }
}
