import BGPRIB
import BGPSpeaker
import BGPTransport
import ControlServer
import KernelRoutes
import NetTypes
import Synchronization

/// Between the kernel thread and the core loop: desired routes one way, the network around and results the other way.
final class KernelBridge: Sendable {
  /// The kernel's view, as the events tell it.
  private struct View {
    var names: [UInt32: String] = [:]
    var onLink: Set<OnLinkRoute> = []
    var addresses: Set<InterfaceAddress> = []
    var refused: [IPPrefix: String] = [:]
    var loop: CoreLoop?
    var isReady = false
    var waiting: CheckedContinuation<Void, Never>?
    var early: [@Sendable (Speaker) -> Void] = []
    var onHostAddresses: (@Sendable () -> Void)?
  }

  private let view = Mutex(View())
  private let events: EventLog

  init(events: EventLog) { self.events = events }

  /// Routes that the kernel refuses at the moment, with its reasons.
  var refused: [IPPrefix: String] { view.withLock { $0.refused } }

  /// The node's own addresses, with the names of their interfaces.
  var hostAddresses: [IPAddress: String] {
    view.withLock { view in
      Dictionary(view.addresses.map { ($0.address, view.names[$0.interfaceIndex] ?? "") }) { first, second in min(first, second) }
    }
  }

  /// From now on tells when ``hostAddresses`` change.
  func onHostAddresses(_ body: @escaping @Sendable () -> Void) { view.withLock { $0.onHostAddresses = body } }

  /// Waits for the kernel's first full reading.
  func ready() async {
    await withCheckedContinuation { continuation in
      let isReady = view.withLock { view in
        if !view.isReady { view.waiting = continuation }
        return view.isReady
      }
      if isReady { continuation.resume() }
    }
  }

  /// From now on events go to the loop; those that came before go first.
  func attach(_ loop: CoreLoop) {
    view.withLock { view in
      view.loop = loop
      for job in view.early { loop.perform(job) }
      view.early = []
    }
  }

  /// Takes a batch of the kernel's events; on the kernel's thread.
  func handle(_ batch: [KernelEvent]) {
    for event in batch { handle(event) }
  }

  private func handle(_ event: KernelEvent) {
    switch event {
    case .ready: becomeReady()
    case .linkUp(let link), .linkDown(let link): view.withLock { $0.names[link.index] = link.name }
    case .linkRemoved(let link): view.withLock { $0.names[link.index] = nil }
    case .onLinkRoutes(let added, let removed): updateOnLink(added, removed)
    case .addresses(let added, let removed): updateAddresses(added, removed)
    case .workloads(let statuses): updateWorkloads(statuses)
    case .adopted(let routes):
      if !routes.isEmpty { events.append(.kernel, "\(routes.count) own routes found in the kernel and kept until the peers have spoken") }
    case .installed(let prefixes): results(prefixes, .installed)
    case .removed(let prefixes): results(prefixes, .removed)
    case .refused(let refusals): refuse(refusals)
    case .resynced(let reason): events.append(.kernel, "kernel state read again: \(reason)")
    case .drift(let repaired):
      events.append(.kernel, "\(repaired.count) own routes were changed behind our back and repaired: \(Self.some(repaired))")
    }
  }

  private func becomeReady() {
    let waiting = view.withLock { view in
      view.isReady = true
      defer { view.waiting = nil }
      return view.waiting
    }
    waiting?.resume()
  }

  private func perform(_ job: @escaping @Sendable (Speaker) -> Void) {
    view.withLock { view in
      if let loop = view.loop { loop.perform(job) } else { view.early.append(job) }
    }
  }

  private func updateOnLink(_ added: [OnLinkRoute], _ removed: [OnLinkRoute]) {
    let routes = view.withLock { view in
      view.onLink.subtract(removed)
      view.onLink.formUnion(added)
      return view.onLink.map { route in
        ConnectedRoute(prefix: route.prefix, interfaceIndex: route.interfaceIndex, interface: view.names[route.interfaceIndex] ?? "")
      }
    }
    perform { $0.setConnected(routes) }
  }

  private func updateAddresses(_ added: [InterfaceAddress], _ removed: [InterfaceAddress]) {
    let addresses = view.withLock { view in
      view.addresses.subtract(removed)
      view.addresses.formUnion(added)
      return Set(
        view.addresses.map { address in
          LocalAddress(
            address: address.address, prefixLength: address.prefixLength, interfaceIndex: address.interfaceIndex,
            interface: view.names[address.interfaceIndex] ?? "")
        })
    }
    perform { $0.setAddresses(addresses) }
    view.withLock { $0.onHostAddresses }?()
  }

  private func updateWorkloads(_ statuses: [WorkloadStatus]) {
    perform { speaker in
      for status in statuses { speaker.setLiveness(of: status.address, behind: status.interface, obstacle: status.why) }
    }
    for status in statuses {
      events.append(.workload, "\(status.address) behind \(status.interface): \(status.why ?? "live")")
    }
  }

  private func results(_ prefixes: [IPPrefix], _ result: KernelResult) {
    view.withLock { view in
      if !view.refused.isEmpty { for prefix in prefixes { view.refused[prefix] = nil } }
    }
    perform { speaker in for prefix in prefixes { speaker.kernelResult(prefix, result) } }
  }

  private func refuse(_ refusals: [RouteRefusal]) {
    let fresh = view.withLock { view in
      var fresh: [RouteRefusal] = []
      for refusal in refusals {
        if view.refused[refusal.prefix] != refusal.reason { fresh.append(refusal) }
        view.refused[refusal.prefix] = refusal.reason
      }
      return fresh
    }
    perform { speaker in
      for refusal in refusals { speaker.kernelResult(refusal.prefix, .refused(refusal.reason)) }
    }
    for refusal in fresh.prefix(8) { events.append(.kernel, "the kernel refuses \(refusal)") }
    if fresh.count > 8 { events.append(.kernel, "the kernel refuses \(fresh.count - 8) more routes; apusctl routes shows them") }
  }

  private static func some(_ prefixes: [IPPrefix]) -> String {
    prefixes.prefix(5).map(\.description).joined(separator: ", ") + (prefixes.count > 5 ? ", …" : "")
  }

  /// What the speaker wants, in the kernel thread's words.
  static func desired(_ changes: [KernelChange]) -> [DesiredChange] {
    changes.map { change in
      switch change.wanted {
      case .nothing: DesiredChange(prefix: change.prefix, target: nil)
      case .blackhole: DesiredChange(prefix: change.prefix, target: .blackhole)
      case .unicast(let hops):
        DesiredChange(
          prefix: change.prefix,
          target: RouteTarget(via: hops.map { KernelNextHop(gateway: $0.gateway, interfaceIndex: $0.interfaceIndex) }))
      }
    }
  }
}
