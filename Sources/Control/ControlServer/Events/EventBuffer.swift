import ControlAPI

/// The newest events, at most a fixed number of them: the oldest makes room. Pure; ``EventLog`` shares one.
public struct EventBuffer: Sendable {
  /// How many events are kept.
  public let capacity: Int
  private var ring: [EventRecord] = []
  private var oldest = 0
  private var nextID: UInt64

  /// An empty buffer.
  ///
  /// - Parameter firstID: the first event's id. Ids grow by one, so a start at the milliseconds since 1970 makes them grow across
  ///   restarts too, and a reader that resumes by id after one misses nothing.
  public init(capacity: Int, firstID: UInt64) {
    self.capacity = max(1, capacity)
    nextID = firstID
  }

  /// How many events are kept at the moment.
  public var count: Int { ring.count }

  /// The id of the newest event; nil if there was none.
  public var newestID: UInt64? { ring.isEmpty ? nil : nextID - 1 }

  /// Adds an event and returns it with its id.
  public mutating func append(_ kind: EventRecord.Kind, peer: String?, text: String, at time: Timestamp) -> EventRecord {
    let record = EventRecord(id: nextID, time: time, kind: kind, peer: peer, text: text)
    nextID += 1
    if ring.count < capacity {
      ring.append(record)
    } else {
      ring[oldest] = record
      oldest = (oldest + 1) % capacity
    }
    return record
  }

  /// The events after an id, oldest first; nil: all that are kept. When some that the reader has not seen are gone, the first is a `gap`.
  public func events(after id: UInt64?) -> [EventRecord] {
    let kept = Array(ring[oldest...] + ring[..<oldest])
    guard let id, let first = kept.first, id < nextID else { return kept }
    if id >= first.id { return Array(kept.dropFirst(Int(id - first.id) + 1)) }
    let missing = first.id - id - 1
    if missing == 0 { return kept }
    return [EventRecord(id: first.id - 1, time: first.time, kind: .gap, text: "earlier events are no longer kept")] + kept
  }
}
