import BGPRIB
import BGPSpeaker
import BGPTransport
import ControlAPI
import ControlServer
import Diagnostics
import Foundation
import KernelRoutes
import Logging
import Manifests
import NetTypes
import PolicyEvaluator
import Resources
import ServiceLifecycle
import StoreAPI
import StoreSQLite
import Synchronization

/// Everything of the daemon, put together: the only place that knows the concrete store, kernel and server.
final class NodeDaemon: Sendable {
  /// What can change while it runs.
  struct State {
    var configuration: NodeConfiguration
    /// Problems of the file as it is now; with an error among them the file is not what is in force.
    var problems: [Problem]
    var appliedAt: Timestamp
    var runtimeWorkloads: [Workload] = []
    /// Manifests that were applied over the API.
    var storedManifests: [ResourceKey: StoredResource] = [:]
    /// Why there is no store; nil when there is one.
    var storeProblem: String?
  }

  let path: String
  let logger = Logger(label: "apusd")
  let events = EventLog()
  let state: Mutex<State>
  let kernelBridge: KernelBridge
  let kernel: KernelRoutesService
  /// As at the start: a change of table or protocol number needs another one.
  let kernelSettings: KernelSettings
  /// What was in force at the start: a setting that is read only then keeps the value that it has here.
  let startConfiguration: NodeConfiguration
  let loop: CoreLoop
  let policy: PolicyService
  /// The evaluator of the model that was asked about last.
  let compiledPolicies = Mutex<(model: PolicyModel, policies: CompiledPolicies)?>(nil)
  let startedAt = Timestamp.now
  let store: (any ResourceStore)?
  /// Held for as long as this lives.
  private let storeLock: StoreLock?
  private let initialPaths: [String]
  /// Changes of the configuration happen one after the other.
  let changes = OneByOne()

  init(path: String, configuration: NodeConfiguration, watchedPaths: [String], warnings: [Problem]) async throws {
    self.path = path
    initialPaths = watchedPaths
    policy = try PolicyService(events: events, logger: logger)
    let bridge = KernelBridge(events: events)
    kernelBridge = bridge
    let settings = configuration.kernel
    kernelSettings = settings
    do {
      kernel = try KernelRoutesService(
        configuration: KernelRoutesConfiguration(table: settings.table, protocolNumber: settings.routeProtocol),
        onEvents: { bridge.handle($0) })
    } catch {
      throw StartFailure("kernel: \(error)")
    }
    var initial = State(configuration: configuration, problems: warnings, appliedAt: .now)
    let obstacle = Self.createFolder(of: configuration.store.sqlite)
    storeLock = try StoreLock(claiming: configuration.store.sqlite)
    store = Self.openStore(configuration.store, obstacle: obstacle, &initial, logger)
    if let store { await Self.load(from: store, into: &initial, path: path, logger: logger) }
    do {
      try kernel.start()
    } catch {
      throw StartFailure("cannot read the kernel's network state: \(error)", mend: "run as root or with CAP_NET_ADMIN")
    }
    await bridge.ready()
    var shutdowns: [String: String?] = [:]
    if let store { shutdowns = await AdministrativeState.load(from: store, logger: logger).mapValues(\.reason) }
    loop = try Self.makeLoop(initial.configuration, shutdowns, kernel: kernel, events: events, logger: logger)
    startConfiguration = initial.configuration
    state = Mutex(initial)
  }

  private static func openStore(
    _ settings: StoreSettings, obstacle: String?, _ state: inout State, _ logger: Logger
  ) -> (any ResourceStore)? {
    let problem: String
    do throws(StoreError) {
      guard let obstacle else { return try SQLiteStore(path: settings.sqlite) }
      problem = "\(obstacle); create the folder, or change store.sqlite"
    } catch {
      problem = "\(error); \(error.mend)"
    }
    state.storeProblem = problem
    logger.error("no store, nothing that the API is told will survive a restart: \(problem)")
    return nil
  }

  /// Makes the folder of a file and those above it; nil, or what the system said to the first that cannot be made.
  private static func createFolder(of file: String) -> String? {
    var path = file.hasPrefix("/") ? "/" : ""
    for name in (file as NSString).deletingLastPathComponent.split(separator: "/") {
      path += path.isEmpty || path == "/" ? String(name) : "/\(name)"
      if mkdir(path, 0o755) != 0 && errno != EEXIST { return "cannot create \(path): \(String(cString: strerror(errno)))" }
    }
    return nil
  }

  /// Takes over what the API was told before the start.
  private static func load(from store: any ResourceStore, into state: inout State, path: String, logger: Logger) async {
    do throws(StoreError) {
      let resources = try await StoredResources.load(from: store, logger: logger)
      state.runtimeWorkloads = resources.workloads
      state.storedManifests = resources.manifests
    } catch {
      state.storeProblem = "\(error); \(error.mend)"
      logger.error("the store cannot be read: \(error); \(error.mend)")
    }
    guard !state.storedManifests.isEmpty else { return }
    let loaded = ConfigurationFile.load(path, stored: StoredResources.documents(state.storedManifests))
    if let configuration = loaded.configuration {
      state.configuration = configuration
      state.problems = loaded.problems
    }
  }

  private static func makeLoop(
    _ configuration: NodeConfiguration, _ shutdowns: [String: String?], kernel: KernelRoutesService, events: EventLog, logger: Logger
  ) throws -> CoreLoop {
    let seed = UInt64.random(in: .min ... .max)
    var settings = configuration.speakerConfiguration(hashSeed: seed)
    settings.shutdowns = shutdowns
    let speaker = Speaker(configuration: settings, at: MonotonicClock.now)
    let journal = EventJournal(events: events, logger: logger)
    do {
      return try CoreLoop(
        speaker: speaker,
        sinks: CoreLoop.Sinks(
          kernel: { kernel.submit(KernelBridge.desired($0)) },
          kernelRoutesComplete: { kernel.releaseAdopted() },
          events: { journal.record($0) }))
    } catch {
      throw StartFailure("cannot start the core loop: \(error)")
    }
  }

  /// Runs until SIGTERM or SIGINT.
  func run() async throws {
    declareLocalRoutes()
    kernelBridge.attach(loop)
    let configuration = state.withLock { $0.configuration }
    let (claim, claimed) = AsyncStream.makeStream(of: Void.self)
    let server = ControlService(
      backend: NodeBackend(self), configuration: controlConfiguration(configuration.api), logger: Logger(label: "api"),
      onListening: { [logger] place in
        logger.info("the API answers", metadata: ["at": "\(place)"])
        if case .socket = place {
          claimed.yield()
          ServiceNotification.send("READY=1")
        }
        StartupMemory.release()
      })
    try prepareSocketFolder(configuration.api.socket)
    let reloading = try Reloading(self, paths: initialPaths)
    let core = CoreService(
      loop: loop, kernel: kernel, events: events, claim: claim, prepare: { [self] in prepare() },
      keepsRoutes: { [self] in keepsRoutes })
    events.append(.daemon, "apusd \(ProductVersion.text) started on \(configuration.node.name)")
    let group = ServiceGroup(
      configuration: .init(
        services: [.init(service: core), .init(service: server), .init(service: reloading)],
        gracefulShutdownSignals: [.sigterm, .sigint], logger: Logger(label: "lifecycle") { _ in SwiftLogNoOpLogHandler() }))
    do {
      try await group.run()
    } catch let refusal as ControlSocket.Refusal {
      throw StartFailure("\(refusal)")
    } catch let failure as BindFailure {
      throw StartFailure("\(failure)")
    }
    logger.info("stopped; \(keepsRoutes ? "kernel routes stay" : "kernel routes are removed, since graceful restart is off")")
  }

  /// Whether an orderly stop leaves the kernel routes where they are.
  private var keepsRoutes: Bool { state.withLock { $0.configuration.bgp.gracefulRestart != nil } }

  private func controlConfiguration(_ api: APISettings) -> ControlService.Configuration {
    ControlService.Configuration(
      socket: api.socket, http: api.http.map { ($0.host, Int($0.port)) },
      token: { [logger] in
        guard let file = api.tokenFile else { return nil }
        do {
          return try String(contentsOfFile: file, encoding: .utf8).trimmingCharacters(in: .whitespacesAndNewlines)
        } catch {
          // Nobody gets in: whoever wonders why finds it in the log.
          logger.error("api.tokenFile \(file) cannot be read, no write is accepted over HTTP: \(error.localizedDescription)")
          return nil
        }
      })
  }

  private func prepareSocketFolder(_ socket: String) throws {
    let folder = (socket as NSString).deletingLastPathComponent
    do {
      try FileManager.default.createDirectory(atPath: folder.isEmpty ? "." : folder, withIntermediateDirectories: true)
    } catch {
      throw StartFailure(
        "cannot make the folder of api.socket: \(error.localizedDescription)", mend: "create \(folder) or change api.socket")
    }
  }

  /// This is the only instance: what an earlier one left in the kernel is ours.
  private func prepare() {
    releaseLearnedRoutes()
    kernelBridge.onHostAddresses { [self] in declarePolicy() }
    declarePolicy()
    policy.start()
  }

  // MARK: Kernel routes

  /// No learned route is going to be installed: what an earlier run with `kernel.export` left behind would stay for ever. The blackholes
  /// of blocks are wanted first, so that those which are there stay without a gap.
  func releaseLearnedRoutes() {
    let (configuration, runtime) = state.withLock { ($0.configuration, $0.runtimeWorkloads) }
    guard !configuration.kernel.export else { return }
    let blocks = LocalRoutes.declared(configuration, runtime: runtime).filter { $0.route.kind == .block }
    kernel.submit(blocks.map { DesiredChange(prefix: $0.route.prefix, target: .blackhole) })
    kernel.releaseAdopted()
  }

  // MARK: Workloads

  /// Tells the speaker and the kernel thread which routes this node originates.
  func declareLocalRoutes() {
    let (configuration, runtime) = state.withLock { ($0.configuration, $0.runtimeWorkloads) }
    let routes = LocalRoutes.declared(configuration, runtime: runtime)
    let interfaces = LocalRoutes.interfaces(configuration, runtime: runtime)
    watched.withLock { known in
      let gone = known.subtracting(interfaces.keys)
      let wanted = interfaces.map { WorkloadInterface(name: $0.key, addresses: $0.value) }
      kernel.watch(wanted + gone.map { WorkloadInterface(name: $0, addresses: []) })
      known = Set(interfaces.keys)
    }
    loop.perform { $0.declare(routes) }
  }

  private let watched = Mutex<Set<String>>([])
}
