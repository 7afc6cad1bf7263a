import ControlAPI
import ControlServer
import NetTypes
import Synchronization

/// A daemon that answers what it is told to, and remembers what was asked.
final class FakeBackend: ControlBackend {
  struct State {
    var status = Samples.status()
    var sessions = [Samples.session, Samples.waiting]
    var routes: [RouteEntry] = [Samples.route]
    var waitingFor: [String] = []
    var diff = Samples.diff
    var failure: (any Error & Sendable)?
    /// The page after which routes fail.
    var failsAfterPages: Int?
    var calls: [String] = []
    var added: [WorkloadSpec] = []
  }

  let state = Mutex(State())
  let events = EventLog(capacity: 4) { Samples.start }

  func change(_ body: (inout State) -> Void) { state.withLock { body(&$0) } }

  var calls: [String] { state.withLock { $0.calls } }

  private func answer<Value>(_ call: String, _ value: (inout State) throws -> Value) throws -> Value {
    try state.withLock { state in
      state.calls.append(call)
      if let failure = state.failure { throw failure }
      return try value(&state)
    }
  }

  func status() async throws -> StatusReport { try answer("status") { $0.status } }

  func sessions() async throws -> [SessionStatus] { try answer("sessions") { $0.sessions } }

  func routes(_ query: RouteQuery) async throws -> AsyncThrowingStream<[RouteEntry], any Error> {
    let (routes, failsAfterPages) = try answer("routes \(query.queryItems.map { "\($0.name)=\($0.value)" }.joined(separator: " "))") {
      ($0.routes, $0.failsAfterPages)
    }
    let position = Mutex(0)
    return AsyncThrowingStream {
      let start = position.withLock { position in
        defer { position += Self.pageSize }
        return position
      }
      if let failsAfterPages, start >= failsAfterPages * Self.pageSize { throw ControlError(.unavailable, "the core stopped") }
      let page = Array(routes.dropFirst(start).prefix(Self.pageSize))
      return page.isEmpty ? nil : page
    }
  }

  private static let pageSize = 500

  func explainRoute(_ prefix: IPPrefix, to peer: String?) async throws -> Explanation {
    try answer("explain \(prefix) \(peer ?? "-")") { _ in Samples.explanation }
  }

  func explainSession(_ peer: String) async throws -> Explanation {
    try answer("explain session \(peer)") { state in
      guard let session = state.sessions.first(where: { $0.peer == peer }) else {
        throw ControlError.unknownPeer(peer, known: state.sessions.map(\.peer))
      }
      return Explanation(subject: "session \(peer)", positive: true, summary: "established", steps: [], session: session)
    }
  }

  func explainFlow(from source: String, to destination: String, port: String) async throws -> FlowReport {
    try answer("explain \(source) \(destination) \(port)") { _ in Samples.flow }
  }

  func policies() async throws -> [PolicyEntry] { try answer("policies") { _ in [Samples.policy] } }

  func matrix(port: String?, namespace: String?) async throws -> [MatrixEntry] {
    try answer("matrix \(port ?? "-") \(namespace ?? "-")") { _ in Samples.matrix }
  }

  func rules(endpoint: String?, counters: Bool) async throws -> RulesReport {
    try answer("rules \(endpoint ?? "-") \(counters)") { _ in Samples.rules }
  }

  func perform(_ action: SessionAction, on peer: String, _ request: SessionRequest) async throws -> ActionResult {
    try answer("\(action.rawValue) \(peer) reason=\(request.reason ?? "-") soft=\(request.soft?.rawValue ?? "-")") { _ in
      ActionResult("\(peer): \(action.rawValue) done")
    }
  }

  func workloads() async throws -> [WorkloadEntry] {
    try answer("workloads") { state in
      (state.added + [Samples.workload]).map { WorkloadEntry($0, source: .runtime, advertised: true, why: "its interface is up") }
    }
  }

  func addWorkload(_ spec: WorkloadSpec) async throws -> ActionResult {
    try answer("add \(spec.namespace)/\(spec.name)") { state in
      state.added.append(spec)
      return ActionResult("\(spec.namespace)/\(spec.name) added")
    }
  }

  func removeWorkload(namespace: String, name: String) async throws -> ActionResult {
    try answer("remove \(namespace)/\(name)") { _ in ActionResult("\(namespace)/\(name) removed") }
  }

  func resources(kind: String) async throws -> [ResourceEntry] { try answer("resources \(kind)") { _ in [Samples.resource] } }

  func apply(_ request: ApplyRequest) async throws -> ApplyResult {
    try answer("apply \(request.files.map(\.name).joined(separator: " "))\(request.dryRun ? " dry" : "")") { state in
      ApplyResult(items: [.init(kind: "BGPPeer", namespace: "", name: "tor-2", action: .created)], diff: state.diff)
    }
  }

  func delete(_ request: ApplyRequest) async throws -> ApplyResult {
    try answer("delete \(request.files.map(\.name).joined(separator: " "))") { state in
      ApplyResult(items: [.init(kind: "BGPPeer", namespace: "", name: "tor-2", action: .deleted)], diff: state.diff)
    }
  }

  func deleteResource(kind: String, namespace: String?, name: String) async throws -> ApplyResult {
    try answer("delete \(kind) \(namespace ?? "-")/\(name)") { state in
      ApplyResult(items: [.init(kind: "BGPPeer", namespace: "", name: name, action: .deleted)], diff: state.diff)
    }
  }

  func diff(configuration path: String?) async throws -> ReloadDiff { try answer("diff \(path ?? "-")") { $0.diff } }

  func reload() async throws -> ReloadDiff { try answer("reload") { $0.diff } }

  func metrics() async throws -> [MetricFamily] {
    try answer("metrics") { _ in [MetricFamily("workloads", .gauge, help: "Workloads of this node.", value: 2)] }
  }

  func readiness() async throws -> Readiness { try answer("readiness") { Readiness(waitingFor: $0.waitingFor) } }
}
