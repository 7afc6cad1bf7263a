import ControlAPI

/// Somebody who follows an ``EventLog``.
public struct EventFollower: Sendable {
  /// The events.
  public let events: AsyncStream<EventRecord>
  /// Ends them.
  public let stop: @Sendable () -> Void
}
