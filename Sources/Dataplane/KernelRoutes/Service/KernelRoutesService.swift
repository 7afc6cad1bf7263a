import CLinux
import Glibc
import NetTypes
import Synchronization

/// The node's kernel routes: writes what is wanted, tells what changes. Works in the network namespace of the thread that calls ``start()``.
///
/// All work is done on one thread of its own that sleeps until the kernel or the owner has something; nothing here blocks the caller.
/// Routes survive the service, unless ``stop(removingRoutes:)`` is told otherwise, and the next start adopts them.
public final class KernelRoutesService: Sendable {
  private let configuration: KernelRoutesConfiguration
  private let onEvents: @Sendable ([KernelEvent]) -> Void
  private let inbox: Inbox
  private let thread = Mutex<pthread_t?>(nil)

  /// Remembers the settings; the kernel is not touched before ``start()``.
  ///
  /// - Parameter onEvents: called on the kernel thread with batches of events in their order; it must return soon.
  public init(configuration: KernelRoutesConfiguration, onEvents: @escaping @Sendable ([KernelEvent]) -> Void) throws(KernelFailure) {
    self.configuration = configuration
    self.onEvents = onEvents
    inbox = try Inbox()
  }

  /// Opens the sockets and starts the thread, which first reads the kernel (see ``KernelEvent/ready``). A second call does nothing.
  public func start() throws(KernelFailure) {
    let loop = try KernelLoop(configuration: configuration, inbox: inbox, onEvents: onEvents)
    // The thread inherits the network namespace of this one; the loop is its alone from here on.
    let handed = Unmanaged.passRetained(loop)
    let problem = thread.withLock { thread -> Int32 in
      guard thread == nil else { return -1 }
      var created = pthread_t()
      let outcome = pthread_create(
        &created, nil,
        { argument in
          guard let argument else { return nil }
          apus_name_thread("apus-kernel")
          apus_take_process_priority()
          Unmanaged<KernelLoop>.fromOpaque(argument).takeRetainedValue().run()
          return nil
        }, handed.toOpaque())
      if outcome == 0 { thread = created }
      return outcome
    }
    guard problem != 0 else { return }
    handed.release()
    if problem > 0 { throw KernelFailure(operation: "start the kernel thread", errno: problem) }
  }

  /// What others have in our table for exactly this prefix, as the kernel lists it now. The whole table is read for it: for questions of
  /// people, not for each route.
  public func foreignRoutes(to prefix: IPPrefix) throws(KernelFailure) -> [KernelRoute] {
    let identity = RouteIdentity(table: configuration.table, protocolNumber: configuration.protocolNumber, metric: configuration.metric)
    guard let routes = try RouteRequests(identity: identity).foreignRoutes(to: prefix) else {
      throw KernelFailure(operation: "read the routes of table \(configuration.table)", errno: EAGAIN)
    }
    return routes
  }

  /// The metric of our routes.
  public var metric: UInt32 { configuration.metric }

  /// Ends the thread and waits for it. Installed routes stay, so that stopping drops no traffic, unless they are to be removed. Not to be
  /// called from `onEvents`.
  public func stop(removingRoutes: Bool = false) {
    let running = thread.withLock { thread in
      defer { thread = nil }
      return thread
    }
    guard let running else { return }
    inbox.put { content in
      content.isStopping = true
      content.removesRoutes = removingRoutes
    }
    pthread_join(running, nil)
  }

  /// Says what is wanted from now on; the last word on a prefix counts. Wishes from before the start are kept.
  public func submit(_ changes: [DesiredChange]) {
    if !changes.isEmpty { inbox.put { $0.changes.append(changes) } }
  }

  /// Removes the adopted routes of the families that nobody wanted since the start: to be called when the peers have told all they know.
  public func releaseAdopted(_ families: FamilySet = .all) { inbox.put { $0.released.formUnion(families) } }

  /// Watches the interfaces of workloads, or forgets those given without addresses. Each address is told at once as it stands.
  public func watch(_ workloads: [WorkloadInterface]) {
    if !workloads.isEmpty { inbox.put { $0.workloads.append(workloads) } }
  }

  /// Reads everything again, as after lost notifications.
  public func resync(reason: String) { inbox.put { $0.resyncReason = reason } }

  /// The counters as of the last turn of the thread.
  public var statistics: KernelStatistics { inbox.statistics }
}
