import BGPWire
import NetTypes

// Connections begin, collide and end.
extension Peer {
  /// Opens a connection, unless there is none to be opened: the peer is passive, or another connection is as far or further.
  mutating func connect(at now: MonotonicTime) {
    guard case .running = activity else { return }
    activity = .running(retryAt: .distantFuture)
    guard mayConnect else { return }
    let id = nextOutgoingID()
    connections.append(.connecting(id, under: configuration, at: now))
    statistics.connects &+= 1
    emit(.connect(id))
  }

  private var mayConnect: Bool {
    !configuration.passive && !connections.contains { !$0.id.isAccepted || $0.sessionState >= .openConfirm }
  }

  mutating func connected(_ id: ConnectionID, at now: MonotonicTime) {
    guard let index = index(of: id), connections[index].sessionState == .connect else { return }
    if let open = connections[index].greet(at: now) { send(id, .open, open) }
  }

  mutating func accepted(_ id: ConnectionID, at now: MonotonicTime) {
    guard id.isAccepted, index(of: id) == nil else { return }
    statistics.accepts &+= 1
    switch activity {
    case .running: break
    case .disabled(let reason): return turnAway(id, with: .cease(.administrativeShutdown, text: reason.text))
    case .held: return turnAway(id, with: .cease(.connectionRejected))
    case .notStarted, .over: return emit(.close(id, .abort))
    }
    // A peer that connects once more has given up its earlier connection, whatever we know of that one.
    if let older = connections.first(where: { $0.id.isAccepted && $0.establishedSince == nil }) {
      drop(older.id, .collision, .cease(.connectionCollision), at: now)
    }
    let isFirst = !connections.contains { $0.sessionState >= .openConfirm }
    connections.append(.accepted(id, under: configuration, at: now))
    if isFirst { greetTracked(at: now) }
  }

  /// RFC 4486: the peer learns why; its next connect meets the same answer, at its own pace.
  private mutating func turnAway(_ id: ConnectionID, with notification: NotificationMessage) {
    send(id, .notification, notification.encoded())
    emit(.close(id, .afterNotification))
  }

  private mutating func greetTracked(at now: MonotonicTime) {
    guard let index = connections.firstIndex(where: \.isTracked), let open = connections[index].greet(at: now) else { return }
    send(connections[index].id, .open, open)
  }

  /// Does what a message led to.
  mutating func apply(_ outcome: Connection.Outcome, to id: ConnectionID, at now: MonotonicTime) {
    switch outcome {
    case .nothing: break
    case .opened(let negotiated):
      lastFailure?.openAccepted()
      if settleCollision(of: id, negotiated, at: now) { confirm(id, at: now) }
    case .established(let negotiated): establish(id, negotiated, at: now)
    case .refresh(let family, .beginning): emit(.refreshBegan(family))
    case .refresh(let family, .end): emit(.refreshEnded(family))
    case .refresh(let family, _): emit(.refreshRequested(family))
    case .failed(let reason, let notification): drop(id, reason, notification, at: now)
    }
  }

  /// The peer's OPEN came on `id`: ends one of two connections; false when it was `id`.
  private mutating func settleCollision(of id: ConnectionID, _ negotiated: Negotiated, at now: MonotonicTime) -> Bool {
    guard let other = connections.first(where: { $0.id != id }) else { return true }
    guard other.isConnected else {
      drop(other.id, .collision, at: now)
      return true
    }
    statistics.collisions &+= 1
    if let since = other.establishedSince {
      if other.negotiated?.gracefulRestart != nil && now - since >= Collision.window {
        // RFC 4724 §5: the old connection goes without a NOTIFICATION, its routes stay.
        drop(other.id, .restarted, at: now)
        return true
      }
      // RFC 4271 §6.8: without CollisionDetectEstablishedState an established session stays.
      drop(id, .collision, .cease(.connectionCollision), at: now)
      return false
    }
    let loser = id.isAccepted == Collision.outgoingStays(configuration, against: negotiated) ? id : other.id
    drop(loser, .collision, .cease(.connectionCollision), at: now)
    return loser != id
  }

  private mutating func confirm(_ id: ConnectionID, at now: MonotonicTime) {
    guard let index = index(of: id), let answer = connections[index].confirm(at: now) else { return }
    if let open = answer.open { send(id, .open, open) }
    send(id, .keepalive, answer.keepalive)
    stopRetry()
  }

  private mutating func stopRetry() { if case .running = activity { activity = .running(retryAt: .distantFuture) } }

  private mutating func establish(_ id: ConnectionID, _ negotiated: Negotiated, at now: MonotonicTime) {
    // What is left of a collision has not been heard of; a tracked one stays until its OPEN shows what it is.
    for other in connections where other.id != id && !other.isTracked {
      drop(other.id, .collision, .cease(.connectionCollision), at: now)
    }
    stopRetry()
    backoff.established()
    lastFailure = nil
    endOfRIBReceived = []
    statistics.established &+= 1
    statistics.lastEstablished = now
    refreshStale(negotiated, at: now)
    emit(.established(id, negotiated))
  }

  /// Ends a connection, with a NOTIFICATION where one is given and can be sent; `isOver`: TCP is gone already.
  mutating func drop(
    _ id: ConnectionID, _ reason: DownReason, _ notification: NotificationMessage? = nil, at now: MonotonicTime, isOver: Bool = false
  ) {
    guard let index = index(of: id) else { return }
    let connection = connections.remove(at: index)
    if !isOver { close(connection, notification) }
    if let since = connection.establishedSince, let negotiated = connection.negotiated {
      lost(negotiated, after: now - since, reason, at: now)
    } else if reason.isFailure && establishedConnection == nil {
      backoff.failed()
    }
    note(reason, at: now)
    if !connections.contains(where: { $0.sessionState >= .openConfirm }) { greetTracked(at: now) }
    scheduleRetry(at: now)
  }

  /// Remembers what went wrong for `why`; what befalls a second connection beside a session is not worth it.
  private mutating func note(_ reason: DownReason, at now: MonotonicTime) {
    if reason == .collision || establishedConnection != nil { return }
    if lastFailure?.yields(to: reason, at: now) ?? true { lastFailure = LastFailure(reason: reason, time: now) }
    statistics.lastError = .init(reason: reason, time: now)
  }

  private mutating func close(_ connection: Connection, _ notification: NotificationMessage?) {
    guard let notification, connection.isConnected else { return emit(.close(connection.id, .abort)) }
    send(connection.id, .notification, notification.encoded())
    emit(.close(connection.id, .afterNotification))
  }

  private mutating func lost(_ negotiated: Negotiated, after lifetime: Duration, _ reason: DownReason, at now: MonotonicTime) {
    if reason.isFailure { backoff.ended(after: lifetime) }
    statistics.flaps &+= 1
    let retention = RouteRetention(after: reason, of: negotiated, at: now)
    keepStale(retention)
    emit(.down(reason, retention))
  }

  private mutating func scheduleRetry(at now: MonotonicTime) {
    guard case .running(.distantFuture) = activity, mayConnect else { return }
    activity = .running(retryAt: now + backoff.pause())
  }
}
