import BGPRIB
import BGPSpeaker
import ControlAPI
import ControlServer
import Foundation
import KernelRoutes
import NetTypes
import Resources

extension NodeBackend {
  func status() async throws -> StatusReport {
    let clock = ClockPair()
    let peers = await reports(clock)
    let rib = await daemon.loop.call { speaker in AddressFamily.allCases.map { speaker.ribReport($0) } }
    let workloads = try await workloads()
    let ready = try await readiness().ready
    let (configuration, problems, appliedAt) = daemon.state.withLock { ($0.configuration, $0.problems, $0.appliedAt) }
    let statistics = daemon.kernel.statistics
    let conditions = await conditions(peers)
    return StatusReport(
      node: configuration.node.name, version: ProductVersion.text, state: conditions.isEmpty ? .ok : .degraded, ready: ready,
      startedAt: daemon.startedAt, uptime: clock.calendar.seconds(since: daemon.startedAt), asNumber: configuration.bgp.asNumber,
      routerID: configuration.bgp.routerID.description, conditions: conditions,
      sessions: .init(
        configured: peers.count, established: peers.count { $0.state == .established }, disabled: peers.count { !$0.isEnabled }),
      routes: rib.map { .init(family: $0.family, prefixes: $0.prefixes, paths: $0.paths, installed: $0.installed) },
      workloads: .init(total: workloads.count, advertised: workloads.count { $0.advertised }),
      kernel: .init(
        enabled: configuration.kernel.export, installed: statistics.installed, refused: statistics.refused, repaired: statistics.drift),
      configuration: .init(file: daemon.path, appliedAt: appliedAt, problems: problems), residentMemory: Self.residentMemory())
  }

  /// What keeps the node from doing all that its configuration says.
  private func conditions(_ peers: [PeerReport]) async -> [StatusReport.Condition] {
    var conditions: [StatusReport.Condition] = peers.filter { $0.range == nil && $0.isEnabled && $0.state != .established }.map {
      .init(subject: "session \($0.name)", why: $0.why)
    }
    conditions += peers.flatMap { peer in peer.leftOut.map { .init(subject: "session \(peer.name)", why: $0) } }
    let (problems, storeProblem, configuration) = daemon.state.withLock { ($0.problems, $0.storeProblem, $0.configuration) }
    let errors = problems.count { $0.severity == .error }
    if errors > 0 {
      conditions.append(
        .init(
          subject: "configuration", why: "\(daemon.path) has \(CountText.of(errors, "error")), an older one is in force",
          mend: "apusctl validate \(daemon.path)"))
    }
    if let storeProblem { conditions.append(.init(subject: "store", why: storeProblem)) }
    conditions += StatusReport.Condition.awaitingRestart(configuration, startedWith: daemon.startConfiguration)
    conditions += configuration.bgp.pendingPeers.map { .init(subject: "peer \($0.name)", why: $0.reason) }
    conditions += await daemon.loop.call { $0.listenProblems }.map {
      .init(subject: "listen on \($0.key)", why: $0.value, mend: "is another BGP daemon running? It is tried again every few seconds")
    }
    conditions += policyConditions()
    let refused = daemon.kernelBridge.refused.sorted { $0.key < $1.key }
    conditions += refused.prefix(5).map { .init(subject: "kernel route \($0.key)", why: $0.value) }
    if refused.count > 5 { conditions.append(.init(subject: "kernel", why: "\(CountText.of(refused.count - 5, "more route")) refused")) }
    return conditions
  }

  private func policyConditions() -> [StatusReport.Condition] {
    let health = daemon.policy.health
    var conditions: [StatusReport.Condition] = []
    if let why = health.problem { conditions.append(.init(subject: "policy", why: why, mend: health.mend)) }
    if let why = health.connections { conditions.append(.init(subject: "live connections", why: why)) }
    return conditions
  }

  /// Ready: the first dump of every peer that answers is in. A dead peer holds readiness back for a moment only: a node is of use without
  /// it, and orchestrators would otherwise punish the living for the dead.
  func readiness() async throws -> Readiness {
    let clock = ClockPair()
    let (isWaiting, peers) = await daemon.loop.call { ($0.isWaitingForPeers, $0.peerReports(at: clock.monotonic)) }
    guard isWaiting else { return Readiness() }
    let isEarly = clock.calendar.seconds(since: daemon.startedAt) < Self.patienceWithDeadPeers
    let missing = peers.filter { $0.isEnabled && !$0.isSynchronised && (isEarly || $0.state == .established) }
    return Readiness(waitingFor: missing.map { "\($0.name): \($0.state == .established ? "End-of-RIB" : $0.why)" })
  }

  /// Seconds after the start for which readiness waits for peers without a session.
  private static let patienceWithDeadPeers = 10

  /// Octets of this process in memory; nil when the system does not tell.
  private static func residentMemory() -> Int? {
    guard let text = try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8) else { return nil }
    let fields = text.split(separator: " ")
    guard fields.count > 1, let pages = Int(fields[1]) else { return nil }
    return pages * Int(sysconf(Int32(_SC_PAGESIZE)))
  }
}
