import NetTypes
import Synchronization

/// The node's kernel routes: writes what is wanted, tells what changes. Works in the network namespace of the thread that calls ``start()``.
///
/// All work is done on one thread of its own that sleeps until the kernel or the owner has something; nothing here blocks the caller.
public final class KernelRoutesService: Sendable {
  let configuration: KernelRoutesConfiguration
  let onEvents: @Sendable ([KernelEvent]) -> Void

  /// Remembers the settings; nothing is opened before ``start()``.
  ///
  /// - Parameter onEvents: called on the kernel thread with batches of events in their order; it must return soon.
  public init(configuration: KernelRoutesConfiguration, onEvents: @escaping @Sendable ([KernelEvent]) -> Void) {
    self.configuration = configuration
    self.onEvents = onEvents
  }

  /// Opens the sockets and starts the thread, which first reads the kernel (see ``KernelEvent/ready``).
  public func start() throws(KernelFailure) {}

  /// Ends the thread and waits for it. Installed routes stay: stopping drops no traffic.
  public func stop() {}

  /// Says what is wanted from now on; the last word on a prefix counts.
  public func submit(_ changes: [DesiredChange]) {}

  /// Removes the adopted routes of the families that nobody wanted since the start.
  public func releaseAdopted(_ families: FamilySet = .all) {}

  /// Watches the interfaces of workloads, or forgets those given without addresses.
  public func watch(_ workloads: [WorkloadInterface]) {}

  /// Reads everything again, as after lost notifications.
  public func resync(reason: String) {}

  /// The counters as of the last turn of the thread.
  public var statistics: KernelStatistics { KernelStatistics() }
}
