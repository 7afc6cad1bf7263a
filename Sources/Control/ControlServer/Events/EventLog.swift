import ControlAPI
import Synchronization

/// The daemon's events: keeps the newest, and hands each to everybody who follows.
///
/// Adding never waits: a follower that does not keep up is cut off, and resumes by the id of the last event that it saw.
public final class EventLog: Sendable {
  private struct State {
    var buffer: EventBuffer
    var followers: [UInt64: AsyncStream<EventRecord>.Continuation] = [:]
    var nextFollower: UInt64 = 0
    var isFinished = false
  }

  private static let followerBacklog = 1024
  private let state: Mutex<State>
  private let now: @Sendable () -> Timestamp

  /// An empty log that keeps the newest `capacity` events and stamps them by the given clock.
  public init(capacity: Int = 4096, now: @escaping @Sendable () -> Timestamp = { .now }) {
    let firstID = UInt64(max(1, now().milliseconds))
    self.now = now
    state = Mutex(State(buffer: EventBuffer(capacity: capacity, firstID: firstID)))
  }

  /// Adds an event.
  @discardableResult
  public func append(_ kind: EventRecord.Kind, peer: String? = nil, _ text: String) -> EventRecord {
    let time = now()
    return state.withLock { state in
      let record = state.buffer.append(kind, peer: peer, text: text, at: time)
      for (id, follower) in state.followers {
        guard case .dropped = follower.yield(record) else { continue }
        state.followers[id] = nil
        follower.finish()
      }
      return record
    }
  }

  /// The events after an id that are still kept, oldest first; nil: all of them.
  public func kept(after id: UInt64? = nil) -> [EventRecord] { state.withLock { $0.buffer.events(after: id) } }

  /// The kept events after an id and then each as it comes; ends by ``finish()``, or when the reader falls too far behind.
  public func follow(after id: UInt64? = nil) -> EventFollower {
    state.withLock { state in
      let kept = state.buffer.events(after: id)
      let limit = kept.count + Self.followerBacklog
      let (stream, continuation) = AsyncStream.makeStream(of: EventRecord.self, bufferingPolicy: .bufferingOldest(limit))
      for record in kept { continuation.yield(record) }
      let follower = state.nextFollower
      state.nextFollower += 1
      if state.isFinished { continuation.finish() } else { state.followers[follower] = continuation }
      continuation.onTermination = { [weak self] reason in
        // After a finish() the entry is gone already.
        if case .cancelled = reason { self?.forget(follower) }
      }
      return EventFollower(events: stream, stop: { [weak self] in self?.forget(follower)?.finish() })
    }
  }

  /// Ends everybody's stream: the daemon stops.
  public func finish() {
    let followers = state.withLock { state in
      state.isFinished = true
      defer { state.followers = [:] }
      return Array(state.followers.values)
    }
    for follower in followers { follower.finish() }
  }

  @discardableResult
  private func forget(_ follower: UInt64) -> AsyncStream<EventRecord>.Continuation? {
    state.withLock { $0.followers.removeValue(forKey: follower) }
  }
}
