import ControlAPI
import NetTypes

/// What the server asks of the daemon. The daemon implements it; tests put a double in its place.
///
/// Every method answers from another thread than the one that speaks BGP, and in bounded slices of its time. What is refused is thrown as
/// ``ControlAPI/ControlError``; any other error becomes `internalFault`.
public protocol ControlBackend: Sendable {
  /// One screen of health.
  func status() async throws -> StatusReport

  /// All sessions, in the order of the config, then those from ranges.
  func sessions() async throws -> [SessionStatus]

  /// The paths in pages, by family, address and length of their prefix, the best of each first. A page is made when it is asked for.
  func routes(_ query: RouteQuery) async throws -> AsyncThrowingStream<[RouteEntry], any Error>

  /// Why a route is used or not; with a peer: why it is sent to it or not.
  func explainRoute(_ prefix: IPPrefix, to peer: String?) async throws -> Explanation

  /// Why a session is in its state.
  func explainSession(_ peer: String) async throws -> Explanation

  /// What policy says of a flow between two ends (`ns/pod`, `hep:NAME`, `node:NAME`, an address) to `tcp/80` and the like, and why.
  func explainFlow(from source: String, to destination: String, port: String) async throws -> FlowReport

  /// All policies, in the order of evaluation of their tiers.
  func policies() async throws -> [PolicyEntry]

  /// Which workload may talk to which; nil as port: the named ports of each destination, or TCP 80. With a namespace only pairs that
  /// have an end in it.
  func matrix(port: String?, namespace: String?) async throws -> [MatrixEntry]

  /// What the kernel holds to enforce policy; with an endpoint only what concerns it.
  func rules(endpoint: String?, counters: Bool) async throws -> RulesReport

  /// Does something to a session.
  func perform(_ action: SessionAction, on peer: String, _ request: SessionRequest) async throws -> ActionResult

  /// All workloads, ordered by namespace and name.
  func workloads() async throws -> [WorkloadEntry]

  /// Adds a workload or replaces the one of that name; kept across restarts.
  func addWorkload(_ spec: WorkloadSpec) async throws -> ActionResult

  /// Removes a workload that was added at run time.
  func removeWorkload(namespace: String, name: String) async throws -> ActionResult

  /// The resources of the kinds that a word means, from the store and from files, by kind, namespace and name.
  func resources(kind: String) async throws -> [ResourceEntry]

  /// Takes manifests into the store and puts them in force; all of them or none.
  func apply(_ request: ApplyRequest) async throws -> ApplyResult

  /// Takes the resources that manifests name out of the store.
  func delete(_ request: ApplyRequest) async throws -> ApplyResult

  /// Takes one resource out of the store.
  func deleteResource(kind: String, namespace: String?, name: String) async throws -> ApplyResult

  /// What a reload would change; nil: with the file that the daemon runs with.
  func diff(configuration path: String?) async throws -> ReloadDiff

  /// Reads the config file again and applies it, all or nothing.
  func reload() async throws -> ReloadDiff

  /// Everything that is counted, for Prometheus.
  func metrics() async throws -> [MetricFamily]

  /// Whether the node has all routes that it waits for.
  func readiness() async throws -> Readiness

  /// What happened; usually one ``EventLog`` for the whole daemon.
  var events: EventLog { get }
}
