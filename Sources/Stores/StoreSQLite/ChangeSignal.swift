import Synchronization

/// Wakes watches after a commit. It carries no data: whoever wakes reads the tables, so that no change can be lost or come twice.
final class ChangeSignal: Sendable {
  private struct State {
    var subscribers: [UInt64: AsyncStream<Void>.Continuation] = [:]
    var next: UInt64 = 0
  }

  private let state = Mutex(State())

  /// At most one wake-up waits; more would say the same.
  func subscribe() -> AsyncStream<Void> {
    let (stream, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
    let id = state.withLock { state in
      defer { state.next += 1 }
      state.subscribers[state.next] = continuation
      return state.next
    }
    continuation.onTermination = { [weak self] _ in self?.forget(id) }
    return stream
  }

  func send() {
    for subscriber in state.withLock({ Array($0.subscribers.values) }) { subscriber.yield() }
  }

  func finish() {
    for subscriber in state.withLock({ Array($0.subscribers.values) }) { subscriber.finish() }
  }

  private func forget(_ id: UInt64) { state.withLock { $0.subscribers[id] = nil } }
}
