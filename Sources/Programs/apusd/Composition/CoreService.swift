import BGPTransport
import ControlServer
import KernelRoutes
import ServiceLifecycle

/// The life of the core loop: from the first connection to the last NOTIFICATION.
struct CoreService: Service {
  let loop: CoreLoop
  let kernel: KernelRoutesService
  let events: EventLog
  /// Comes when this process holds the API's socket: before that it may be a second instance, which must touch no session.
  let claim: AsyncStream<Void>
  /// What has to be done once this is known to be the only instance, before the first session.
  let prepare: @Sendable () -> Void
  /// Whether kernel routes outlive the daemon. With graceful restart peers forward to this node meanwhile; without it they have turned
  /// away, and routes that nobody minds would only grow stale.
  let keepsRoutes: @Sendable () -> Bool

  func run() async throws {
    guard await claim.cancelOnGracefulShutdown().first(where: { _ in true }) != nil else { return }
    prepare()
    try loop.start()
    // It only ever throws when the task is cancelled, and then the end is the same.
    try? await gracefulShutdown()
    events.append(.daemon, "apusd stops")
    ServiceNotification.send("STOPPING=1")
    let keepsRoutes = keepsRoutes()
    // First the kernel thread: that sessions end now must take no route out of the kernel.
    if keepsRoutes { kernel.stop() }
    await loop.call { $0.stop(at: MonotonicClock.now) }
    // The effects of the call are carried out in the same turn of the loop; a second call returns behind them.
    await loop.call { _ in }
    loop.stop()
    if !keepsRoutes { kernel.stop(removingRoutes: true) }
    events.finish()
  }
}
