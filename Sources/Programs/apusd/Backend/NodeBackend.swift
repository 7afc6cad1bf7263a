import BGPSpeaker
import BGPTransport
import ControlAPI
import ControlServer
import Foundation
import KernelRoutes
import Manifests
import NetTypes
import Resources

/// Answers the API by asking the core loop at its batch boundaries; a long answer is made of many short visits.
final class NodeBackend: ControlBackend {
  let daemon: NodeDaemon

  init(_ daemon: NodeDaemon) { self.daemon = daemon }

  var events: EventLog { daemon.events }

  // MARK: Sessions

  func sessions() async throws -> [SessionStatus] {
    let clock = ClockPair()
    return await reports(clock).map { SessionStatus($0, clock) }
  }

  func reports(_ clock: ClockPair) async -> [PeerReport] { await daemon.loop.call { $0.peerReports(at: clock.monotonic) } }

  func perform(_ action: SessionAction, on peer: String, _ request: SessionRequest) async throws -> ActionResult {
    let steps = Self.steps(action, request.soft)
    let reason = request.reason
    let answer = await daemon.loop.call { speaker -> SessionAnswer in
      let now = MonotonicClock.now
      guard let report = speaker.peerReport(peer, at: now) else { return .unknownPeer }
      guard let obstacle = Self.obstacle(to: steps, report) else {
        for step in steps { _ = speaker.administrate(peer, step, reason: reason, at: now) }
        return .done(name: report.name, shutdownReason: speaker.shutdownReason(of: peer))
      }
      return .impossible(obstacle)
    }
    switch answer {
    case .unknownPeer: throw ControlError.unknownPeer(peer, known: try await sessions().map(\.peer))
    case .impossible(let obstacle): throw obstacle
    case .done(let name, let shutdownReason):
      let note = await keep(action, of: name, shutdownReason)
      return ActionResult("session \(peer): \(action.rawValue) done\(note)")
    }
  }

  private enum SessionAnswer: Sendable {
    case unknownPeer
    case impossible(ControlError)
    case done(name: String, shutdownReason: String?)
  }

  /// Why a session cannot do what is asked for; nil when it can.
  static func obstacle(to steps: [Speaker.AdministrativeAction], _ report: PeerReport) -> ControlError? {
    let needsSession = steps.contains { $0 == .refreshIn || $0 == .refreshOut }
    if needsSession && report.state != .established {
      return ControlError(
        .conflict, "session \(report.name) is down, nothing can be asked for or sent: \(report.why)",
        mend: "its routes are exchanged anew when it comes up")
    }
    if steps.contains(.reset(hard: false)) && !report.isEnabled {
      return ControlError(.conflict, "session \(report.name) is \(report.why)", mend: "apusctl session enable \(report.name)")
    }
    return nil
  }

  /// Whether a session is wanted outlasts the daemon; what cannot be kept is said, and done all the same.
  private func keep(_ action: SessionAction, of peer: String, _ reason: String?) async -> String {
    guard action == .enable || action == .disable else { return "" }
    guard let store = daemon.store else { return action == .disable ? "; forgotten at a restart, since there is no store" : "" }
    do {
      try await AdministrativeState.keep(action == .disable ? AdministrativeState(reason: reason) : nil, of: peer, in: store)
      return ""
    } catch {
      return "; forgotten at a restart: \(error)"
    }
  }

  /// A reset with `soft` is a refresh, as on other routers; a refresh without a direction goes both ways.
  private static func steps(_ action: SessionAction, _ soft: SessionRequest.Direction?) -> [Speaker.AdministrativeAction] {
    switch (action, soft) {
    case (.enable, _): [.enable]
    case (.disable, _): [.disable]
    case (.reset, nil): [.reset(hard: false)]
    case (.refresh, nil): [.refreshIn, .refreshOut]
    case (_, .in): [.refreshIn]
    case (_, .out): [.refreshOut]
    }
  }

  // MARK: Configuration

  func diff(configuration path: String?) async throws -> ReloadDiff {
    let file = path ?? daemon.path
    let loaded = daemon.load(file)
    guard let next = loaded.configuration else {
      throw ControlError(.invalid, "\(file) has errors", problems: loaded.problems)
    }
    let current = daemon.state.withLock { $0.configuration }
    return ReloadDiff(file: file, applied: false, old: current, new: next, problems: loaded.problems)
  }

  func reload() async throws -> ReloadDiff { try await daemon.reload(because: "apusctl reload").diff }

  // MARK: Workloads

  func workloads() async throws -> [WorkloadEntry] {
    let (configuration, runtime) = daemon.state.withLock { ($0.configuration, $0.runtimeWorkloads) }
    let obstacles = await daemon.loop.call { speaker in
      Dictionary(speaker.declaredRoutes.map { ($0.route.prefix, ($0.route.name, $0.obstacle)) }) { first, _ in first }
    }
    func entry(_ workload: Workload, _ source: WorkloadEntry.Source) -> WorkloadEntry {
      let addresses = workload.addresses.map { address -> (address: IPAddress, obstacle: String?) in
        guard let (owner, obstacle) = obstacles[IPPrefix(host: address)] else {
          return (address, "kept back: its IP pool has disableBGPExport")
        }
        return (address, owner == workload.qualifiedName ? obstacle : "belongs to \(owner) already")
      }
      let isAdvertised = addresses.allSatisfy { $0.obstacle == nil }
      return WorkloadEntry(WorkloadSpec(workload), source: source, advertised: isAdvertised, why: WorkloadEntry.why(addresses))
    }
    return configuration.workloads.map { entry($0, .configuration) } + runtime.map { entry($0, .runtime) }
  }

  func addWorkload(_ spec: WorkloadSpec) async throws -> ActionResult {
    let workload = try Self.checked(spec)
    let configuration = daemon.state.withLock { $0.configuration }
    if configuration.workloads.contains(where: { $0.qualifiedName == workload.qualifiedName }) {
      throw ControlError(.conflict, "\(workload.qualifiedName) is in the config file", mend: "change it there, or choose another name")
    }
    guard let store = daemon.store else {
      let why = daemon.state.withLock { $0.storeProblem } ?? "there is no store"
      throw ControlError(.unavailable, "the workload cannot be kept: \(why)")
    }
    let payload = try RuntimeWorkloads.payload(spec)
    do {
      try await store.put(RuntimeWorkloads.key(namespace: spec.namespace, name: spec.name), payload: payload)
    } catch {
      throw ControlError(.unavailable, "the workload cannot be kept: \(error)", mend: error.mend)
    }
    let changed = daemon.state.withLock { state in
      let known = state.runtimeWorkloads.firstIndex { $0.qualifiedName == workload.qualifiedName }
      guard let known else {
        state.runtimeWorkloads.append(workload)
        return true
      }
      defer { state.runtimeWorkloads[known] = workload }
      return state.runtimeWorkloads[known] != workload
    }
    daemon.state.withLock { $0.storedManifests[RuntimeWorkloads.key(namespace: spec.namespace, name: spec.name)] = nil }
    daemon.declareLocalRoutes()
    daemon.declarePolicy(of: spec.name, in: spec.namespace)
    if changed { events.append(.workload, "\(workload.qualifiedName) set over the API") }
    return ActionResult(changed: changed, "workload \(workload.qualifiedName) \(changed ? "set" : "unchanged")")
  }

  /// The workload, if the config file could have it too.
  private static func checked(_ spec: WorkloadSpec) throws(ControlError) -> Workload {
    let workload = Workload(spec)
    var faults = workload.faults.map(\.description)
    for port in spec.ports where Workload.protocolNumber(port.protocol) == nil {
      faults.append("protocol: expected TCP, UDP, SCTP or 1...255, found \"\(port.protocol)\"")
    }
    if faults.isEmpty { return workload }
    throw ControlError(.invalid, faults.joined(separator: "; "), mend: "nothing was changed")
  }

  func removeWorkload(namespace: String, name: String) async throws -> ActionResult {
    let qualified = "\(namespace)/\(name)"
    let isKnown = daemon.state.withLock { state in state.runtimeWorkloads.contains { $0.qualifiedName == qualified } }
    guard isKnown, let store = daemon.store else {
      let isConfigured = daemon.state.withLock { state in state.configuration.workloads.contains { $0.qualifiedName == qualified } }
      if isConfigured { throw ControlError(.conflict, "\(qualified) is in the config file", mend: "take it out there") }
      throw ControlError(.notFound, "there is no workload \(qualified)", mend: "apusctl workloads lists them")
    }
    do {
      try await store.delete(RuntimeWorkloads.key(namespace: namespace, name: name))
    } catch {
      throw ControlError(.unavailable, "the workload cannot be removed: \(error)", mend: error.mend)
    }
    daemon.state.withLock { state in state.runtimeWorkloads.removeAll { $0.qualifiedName == qualified } }
    daemon.declareLocalRoutes()
    daemon.declarePolicy(of: name, in: namespace)
    events.append(.workload, "\(qualified) removed over the API")
    return ActionResult("workload \(qualified) removed")
  }
}
