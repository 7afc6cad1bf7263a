import BGPTransport
import ControlServer
import KernelRoutes
import ServiceLifecycle

/// The life of the core loop: from the first connection to the last NOTIFICATION.
struct CoreService: Service {
  let loop: CoreLoop
  let kernel: KernelRoutesService
  let events: EventLog

  func run() async throws {
    try loop.start()
    try? await gracefulShutdown()
    events.append(.daemon, "apusd stops")
    ServiceNotification.send("STOPPING=1")
    await loop.call { $0.stop(at: MonotonicClock.now) }
    // The effects of the call are carried out in the same turn of the loop; a second call returns behind them.
    await loop.call { _ in }
    loop.stop()
    kernel.stop()
    events.finish()
  }
}
