import CLinux
import Glibc
import NetTypes

/// The kernel thread: one turn after another, asleep in epoll between them.
///
/// A turn reads notifications first (a dead link is told before anything is written), then takes what the owner wants, sends one batch
/// of route messages, and does a slice of the audit. Batches are a few milliseconds long, so a link event waits no longer than that.
final class KernelLoop {
  let configuration: KernelRoutesConfiguration
  let inbox: Inbox
  let onEvents: @Sendable ([KernelEvent]) -> Void
  let requests: RouteRequests
  let notifications: NetlinkSocket
  let listing: OwnRouteListing
  let retryTimer: LoopTimer
  let auditTimer: LoopTimer
  private let poller: Int32

  var network = NetworkState()
  var liveness = WorkloadLiveness()
  var reconciler: RouteReconciler
  var statistics = KernelStatistics()
  var outgoing: [KernelEvent] = []
  /// Why everything has to be read again; nil: it need not.
  var resyncReason: String?
  /// The first complete reading is done, in which own routes are adopted.
  private var hasReadKernel = false
  private var armedRetry = MonotonicTime.distantFuture

  init(configuration: KernelRoutesConfiguration, inbox: Inbox, onEvents: @escaping @Sendable ([KernelEvent]) -> Void) throws(KernelFailure)
  {
    self.configuration = configuration
    self.inbox = inbox
    self.onEvents = onEvents
    let identity = RouteIdentity(table: configuration.table, protocolNumber: configuration.protocolNumber, metric: configuration.metric)
    reconciler = RouteReconciler(identity: identity)
    requests = try RouteRequests(identity: identity)
    listing = try OwnRouteListing(identity: identity)
    notifications = try NetlinkSocket(receiveBuffer: configuration.eventBufferSize)
    notifications.ignoreRoutes(causedBy: requests.port)
    // Joined before anything is read: a change during the reading is told afterwards.
    for group in [RTNLGRP_LINK, RTNLGRP_IPV4_IFADDR, RTNLGRP_IPV6_IFADDR, RTNLGRP_IPV4_ROUTE, RTNLGRP_IPV6_ROUTE] {
      try notifications.join(group.rawValue)
    }
    retryTimer = try LoopTimer()
    auditTimer = try LoopTimer()
    poller = epoll_create1(Int32(EPOLL_CLOEXEC))
    guard poller >= 0 else { throw KernelFailure(operation: "open an epoll set", errno: errno) }
    for descriptor in [notifications.descriptor, inbox.descriptor, retryTimer.descriptor, auditTimer.descriptor] {
      var event = epoll_event()
      event.events = EPOLLIN.rawValue
      epoll_ctl(poller, EPOLL_CTL_ADD, descriptor, &event)
    }
  }

  deinit { close(poller) }

  /// Works until it is told to stop.
  func run() {
    start()
    while turn() { waitForWork() }
  }

  private func start() {
    readKernel()
    tellNetworkChanges()
    outgoing.append(.ready)
    flush()
  }

  private func turn() -> Bool {
    readNotifications()
    tellNetworkChanges()
    flush()
    if !takeInbox() { return false }
    if let resyncReason { resync(resyncReason) }
    if configuration.export {
      writeRoutes()
      stepAudit()
    }
    tellRoutes()
    armRetry()
    flush()
    return true
  }

  private func waitForWork() {
    var events = epoll_event()
    let isBusy = reconciler.pendingCount > 0 || reconciler.wantsAudit || listing.isUrgent
    // Only a resync that failed is still waiting here; it is repeated, but not in a tight loop.
    let patience: Int32 = resyncReason == nil ? -1 : 1000
    // Readiness is level-triggered and each source is read at each turn, so which one it was does not matter.
    _ = epoll_wait(poller, &events, 1, isBusy ? 0 : patience)
  }

  private func takeInbox() -> Bool {
    let content = inbox.take()
    if content.isStopping {
      if content.removesRoutes && configuration.export { removeOwnRoutes() }
      return false
    }
    if configuration.export {
      for change in content.changes.joined() { reconciler.want(change) }
      if !content.released.isEmpty { reconciler.release(content.released) }
    }
    for workload in content.workloads.joined() { tell(liveness.watch(workload, in: network)) }
    if let reason = content.resyncReason { resyncReason = reason }
    return true
  }

  /// Takes every own route out, adopted ones too. What the kernel refuses stays: nobody is left to try again.
  private func removeOwnRoutes() {
    reconciler.wantNothing()
    while true {
      let now = Self.now()
      let operations = reconciler.nextOperations(limit: configuration.batchSize, at: now)
      if operations.isEmpty { return }
      for (operation, refusal) in zip(operations, requests.perform(operations)) { reconciler.complete(operation, refusal, at: now) }
    }
  }

  private func writeRoutes() {
    let now = Self.now()
    if retryTimer.takeFired() { armedRetry = .distantFuture }
    let operations = reconciler.nextOperations(limit: configuration.batchSize, at: now)
    guard !operations.isEmpty else { return }
    let outcomes = requests.perform(operations)
    for (operation, refusal) in zip(operations, outcomes) {
      if refusal != nil { statistics.failed += 1 }
      statistics.sent += 1
      reconciler.complete(operation, refusal, at: now)
    }
  }

  private func armRetry() {
    guard reconciler.nextRetry != armedRetry else { return }
    armedRetry = reconciler.nextRetry
    if armedRetry != .distantFuture { retryTimer.arm(after: armedRetry - Self.now()) }
  }

  static func now() -> MonotonicTime {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return MonotonicTime(nanoseconds: Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec))
  }
}

// MARK: events to the owner

extension KernelLoop {
  private func tell(_ statuses: [WorkloadStatus]) {
    if !statuses.isEmpty { outgoing.append(.workloads(statuses)) }
  }

  func tellNetworkChanges() {
    let changes = network.takeChanges()
    outgoing += changes.events
    tell(liveness.update(changes, in: network))
    reconciler.networkImproved(Array(changes.addedRoutes))
    if configuration.export, changes.lost.contains(where: reconciler.mayLose(interface:)) { reconciler.wantsAudit = true }
  }

  private func tellRoutes() {
    let report = reconciler.takeReport()
    if !report.removed.isEmpty { outgoing.append(.removed(report.removed)) }
    if !report.installed.isEmpty { outgoing.append(.installed(report.installed)) }
    if !report.refused.isEmpty { outgoing.append(.refused(report.refused)) }
    if !report.repaired.isEmpty { outgoing.append(.drift(repaired: report.repaired)) }
    statistics.drift += report.repaired.count
    statistics.installed = reconciler.installedCount
    statistics.pending = reconciler.pendingCount
    statistics.refused = reconciler.refusals.count
    statistics.held = reconciler.heldCount
    inbox.publish(statistics)
  }

  private func flush() {
    guard !outgoing.isEmpty else { return }
    onEvents(outgoing)
    outgoing.removeAll(keepingCapacity: true)
  }
}

// MARK: reading the kernel

extension KernelLoop {
  private func readNotifications() {
    // A bounded number of turns: a storm may not keep the owner's wishes waiting.
    for _ in 0..<16 {
      switch notifications.receive(handle) {
      case .empty: return
      case .received: continue
      case .lost: resyncReason = "the kernel dropped notifications"
      }
    }
  }

  private func handle(_ message: NetlinkMessage) {
    switch message.kind {
    case MessageKind.newLink: if let content = LinkMessage(message.payload) { network.set(content.link) }
    case MessageKind.deleteLink: if let content = LinkMessage(message.payload) { network.removeLink(content.link.index) }
    case MessageKind.newAddress: if let content = AddressMessage(message.payload) { network.add(content.address) }
    case MessageKind.deleteAddress: if let content = AddressMessage(message.payload) { network.remove(content.address) }
    case MessageKind.newRoute:
      guard message.port != requests.port, let content = RouteMessage(message.payload) else { return }
      appeared(content, replaces: message.flags.contains(.replace))
    case MessageKind.deleteRoute:
      guard message.port != requests.port, let content = RouteMessage(message.payload) else { return }
      vanished(content)
    default: break
    }
  }

  private func appeared(_ message: RouteMessage, replaces: Bool) {
    if reconciler.identity.owns(message.route) {
      if configuration.export { reconciler.observe(message.route) }
    } else {
      network.routeAppeared(message, replaces: replaces)
      reconciler.foreignAppeared(message.route, replaces: replaces)
    }
  }

  private func vanished(_ message: RouteMessage) {
    if reconciler.identity.owns(message.route) {
      reconciler.vanished(message.route)
    } else {
      network.routeVanished(message)
      reconciler.foreignVanished(message.route)
    }
  }

  /// Links, addresses and the routes of others become what the kernel has; own routes are adopted the first time and audited later.
  private func resync(_ reason: String) {
    resyncReason = nil
    statistics.resyncs += 1
    readKernel()
    tellNetworkChanges()
    reconciler.wantsAudit = configuration.export
    outgoing.append(.resynced(reason: reason))
  }

  private func readKernel() {
    var fresh = NetworkState()
    var foreign: [KernelRoute] = []
    let isFirst = !hasReadKernel
    let isComplete = requests.dumpNetwork { message in
      switch message.kind {
      case MessageKind.newLink: if let content = LinkMessage(message.payload) { fresh.set(content.link) }
      case MessageKind.newAddress: if let content = AddressMessage(message.payload) { fresh.add(content.address) }
      case MessageKind.newRoute:
        guard let content = RouteMessage(message.payload) else { return }
        if reconciler.identity.owns(content.route) {
          if isFirst && configuration.export { reconciler.adopt(content.route) }
        } else {
          fresh.routeAppeared(content, replaces: false)
          if reconciler.identity.conflicts(with: content.route) { foreign.append(content.route) }
        }
      default: break
      }
    }
    guard isComplete else { return resyncReason = "reading the kernel's tables failed" }
    hasReadKernel = true
    network.become(fresh)
    reconciler.replaceForeign(foreign)
    if isFirst, case let adopted = reconciler.adopted, !adopted.isEmpty { outgoing.append(.adopted(adopted)) }
  }
}

// MARK: audit

extension KernelLoop {
  /// One slice of the audit: all of it when something is amiss, else one hundredth of the routes a second.
  private func stepAudit() {
    let isDue = auditTimer.takeFired()
    if reconciler.wantsAudit {
      reconciler.wantsAudit = false
      listing.hurry()
    }
    if isDue || listing.isUrgent {
      if !listing.isRunning {
        reconciler.beginAudit()
        listing.begin()
      }
      switch listing.read(routes: listing.isUrgent ? 2000 : auditSlice, { reconciler.audit($0) }) {
      case .unfinished: break
      case .failed: reconciler.abandonAudit()
      case .complete:
        reconciler.endAudit()
        statistics.auditRounds += 1
      }
    }
    if !auditTimer.isArmed && reconciler.installedCount > 0 { auditTimer.arm(after: auditTick) }
  }

  private var auditTick: Duration { min(.seconds(1), configuration.auditRound / 4) }

  private var auditSlice: Int { max(1, Int((Double(reconciler.installedCount) * (auditTick / configuration.auditRound)).rounded(.up))) }
}
