/// Asks again and again, for commands with `--watch`.
enum Watching {
  /// Once a second, or at a tenth of the time for a daemon whose answer takes long; until interrupted or the daemon is gone.
  static func repeatedly(_ body: () async throws -> Void) async throws {
    let clock = ContinuousClock()
    var last = Duration.zero
    while !Task.isCancelled {
      try await Task.sleep(for: max(.seconds(1), last * 9))
      last = try await clock.measure { try await body() }
    }
  }
}
