import BGPSpeaker
import BGPTransport
import ControlAPI
import Diagnostics
import Dispatch
import Foundation
import Manifests
import Resources
import ServiceLifecycle
import StoreAPI

/// Reads the configuration again on SIGHUP and when one of its files changes. A file with an error changes nothing.
final class Reloading: Service {
  private let requests: AsyncStream<String>
  private let continuation: AsyncStream<String>.Continuation
  private let daemon: NodeDaemon
  private let watch: FileWatch
  /// Kept for as long as this lives; touched by nobody else.
  private nonisolated(unsafe) let hangup: any DispatchSourceSignal

  init(_ daemon: NodeDaemon, paths: [String]) throws {
    self.daemon = daemon
    // Several changes in a row are one reload; the newest is always seen, since it is read when it is its turn.
    let (requests, continuation) = AsyncStream.makeStream(of: String.self, bufferingPolicy: .bufferingNewest(1))
    self.requests = requests
    self.continuation = continuation
    watch = try FileWatch { continuation.yield("file change") }
    Self.warn(of: watch.watch(paths), daemon)
    signal(SIGHUP, SIG_IGN)
    let source = DispatchSource.makeSignalSource(signal: SIGHUP)
    source.setEventHandler { continuation.yield("SIGHUP") }
    source.activate()
    hangup = source
  }

  func run() async throws {
    for await cause in requests.cancelOnGracefulShutdown() {
      let outcome = try await daemon.reload(because: cause)
      Self.warn(of: watch.watch(outcome.watchedPaths), daemon)
    }
    hangup.cancel()
  }
}

extension Reloading {
  private static func warn(of refused: [String: String], _ daemon: NodeDaemon) {
    for (folder, reason) in refused.sorted(by: { $0.key < $1.key }) {
      daemon.logger.warning("changes in \(folder) are not noticed (\(reason)): send SIGHUP after them")
    }
  }
}

extension NodeDaemon {
  /// What a reload did.
  struct ReloadOutcome: Sendable {
    var diff: ReloadDiff
    var watchedPaths: [String]
  }

  /// The configuration of a file, with what the store adds to it.
  func load(_ path: String, manifests: [ResourceKey: StoredResource]? = nil) -> LoadedConfiguration {
    let manifests = manifests ?? state.withLock { $0.storedManifests }
    return ConfigurationFile.load(path, stored: StoredResources.documents(manifests))
  }

  /// Reads the file again and applies what differs.
  func reload(because cause: String) async throws -> ReloadOutcome {
    try await changes.run { [self] in await readAgain(because: cause) }
  }

  /// The same, for who has the turn already.
  func readAgain(because cause: String) async -> ReloadOutcome {
    let loaded = load(path)
    guard let next = loaded.configuration else {
      state.withLock { $0.problems = loaded.problems }
      let count = loaded.problems.count { $0.severity == .error }
      events.append(.configuration, "\(path) has \(CountText.of(count, "error")): the old configuration stays in force (\(cause))")
      logger.error("\(path) not applied (\(cause)):\n\(ProblemReport(loaded.problems).description)")
      return ReloadOutcome(
        diff: ReloadDiff(file: path, applied: false, changes: [], problems: loaded.problems), watchedPaths: loaded.watchedPaths)
    }
    let old = state.withLock { state in
      defer {
        state.configuration = next
        state.problems = loaded.problems
        state.appliedAt = .now
      }
      return state.configuration
    }
    let diff = ReloadDiff(file: path, applied: true, old: old, new: next, problems: loaded.problems)
    if old != next { await put(next) }
    let text = "\(path) applied (\(cause)): \(diff.summary)"
    events.append(.configuration, text)
    logger.log(level: diff.awaitingRestart.isEmpty ? .notice : .warning, "\(text)")
    return ReloadOutcome(diff: diff, watchedPaths: loaded.watchedPaths)
  }

  /// Puts a configuration in force.
  private func put(_ configuration: NodeConfiguration) async {
    var running = configuration
    // The kernel thread has its table and number from the start: nothing may be decided by others.
    running.kernel = kernelSettings
    running.kernel.export = configuration.kernel.export
    let next = running.speakerConfiguration(hashSeed: 0)
    await loop.call { $0.reconfigure(next, at: MonotonicClock.now) }
    declareLocalRoutes()
    declarePolicy()
    releaseLearnedRoutes()
  }
}
