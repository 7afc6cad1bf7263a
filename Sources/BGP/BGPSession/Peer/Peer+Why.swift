import BGPWire
import NetTypes

// The answer to "why is it in this state?", at each moment.
extension Peer {
  /// What the peer waits for, what went wrong, what to do about it, and what comes next, in one line; for people.
  public func why(at now: MonotonicTime) -> String {
    ([present(at: now)] + [retentionText(at: now)]).compactMap { $0 }.joined(separator: "; ")
  }

  private func present(at now: MonotonicTime) -> String {
    switch activity {
    case .notStarted: return "not started yet"
    case .disabled(let reason): return reason.description
    case .over(let reason): return reason.description
    case .held(.distantFuture): return (failureText ?? "held") + "; stays down until it is enabled by hand"
    case .held(let time): return (failureText ?? "held") + "; retry in \((time - now).shown)"
    case .running(let retryAt):
      guard let connection = connections.max(by: { $0.sessionState < $1.sessionState }) else { return waiting(retryAt, at: now) }
      return text(of: connection, at: now)
    }
  }

  private func waiting(_ retryAt: MonotonicTime, at now: MonotonicTime) -> String {
    let next = configuration.passive ? "waits for the peer to connect (passive)" : "retry in \((retryAt - now).shown)"
    return [failureText, next].compactMap { $0 }.joined(separator: "; ")
  }

  private var failureText: String? {
    lastFailure.map { failure in
      [failure.reason.description, failure.reason.mend(under: configuration)].compactMap { $0 }.joined(separator: "; ")
    }
  }

  private func text(of connection: Connection, at now: MonotonicTime) -> String {
    let span = (now - connection.began).elapsed
    let last = failureText.map { "; before: \($0)" } ?? ""
    switch connection.sessionState {
    case .connect: return "connecting to \(configuration.addressText) for \(span)" + last
    case .idle, .active, .openSent: return "connected, waits for the peer's OPEN for \(span)" + last
    case .openConfirm: return "OPENs exchanged, waits for the peer's first KEEPALIVE" + last
    case .established: return text(ofSession: connection, at: now)
    }
  }

  private func text(ofSession connection: Connection, at now: MonotonicTime) -> String {
    guard let since = connection.establishedSince, let negotiated = connection.negotiated else { return "established" }
    var parts = ["up for \((now - since).elapsed)"]
    let missing = configuration.families.subtracting(negotiated.families).families
    if !missing.isEmpty { parts.append("the peer does not offer \(missing.map(\.description).joined(separator: " and "))") }
    if !negotiated.fourOctetAS { parts.append("the peer knows only two-octet AS numbers") }
    return parts.joined(separator: "; ")
  }

  private func retentionText(at now: MonotonicTime) -> String? {
    guard let stale, stale.deadline != .distantFuture else { return nil }
    let families = stale.families.families.map(\.description).joined(separator: " and ")
    let bound = "for \((stale.deadline - now).shown) at most"
    return established == nil
      ? "its \(families) routes are kept \(bound) (graceful restart)"
      : "stale \(families) routes wait for its End-of-RIB \(bound)"
  }
}

extension Duration {
  /// What is left, in whole seconds for people: `41 s`, rounded up; never below zero.
  fileprivate var shown: String { "\(max(inWholeSeconds, 0)) s" }

  /// What has passed: rounded down, as ages are everywhere.
  fileprivate var elapsed: String { "\(max(components.seconds, 0)) s" }
}
