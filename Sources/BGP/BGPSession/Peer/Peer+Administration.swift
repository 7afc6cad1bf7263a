import BGPWire
import NetTypes

// What the administrator, the configuration and the limits want.
extension Peer {
  mutating func run(at now: MonotonicTime) {
    activity = .running(retryAt: .distantFuture)
    lastFailure?.isSuperseded = true
    backoff.reset()
    connect(at: now)
  }

  mutating func enable(at now: MonotonicTime) {
    switch activity {
    case .over: return
    case .running: break
    case .notStarted, .disabled, .held: lastFailure = nil
    }
    run(at: now)
  }

  mutating func disable(_ reason: DisableReason, at now: MonotonicTime) {
    if case .over = activity { return }
    activity = .disabled(reason)
    dropAll(.disabled(reason), .cease(.administrativeShutdown, text: reason.text), isHard: true, at: now)
    expireStale(.all)
  }

  mutating func reset(_ text: String?, hard isHard: Bool, at now: MonotonicTime) {
    switch activity {
    case .running:
      let wasEstablished = establishedConnection != nil
      dropAll(.reset(text, hard: isHard), .cease(.administrativeReset, text: text), isHard: isHard, at: now)
      lastFailure?.isSuperseded = true
      backoff.reset()
      // An established peer has just been told, and gets the first pause to digest it; else there is nothing to wait for.
      if !wasEstablished { connect(at: now) }
    case .held: run(at: now)
    case .notStarted, .disabled, .over: break
    }
  }

  /// Ends everything for good.
  mutating func end(_ reason: DownReason, _ notification: NotificationMessage?, at now: MonotonicTime) {
    if case .over = activity { return }
    activity = .over(reason)
    dropAll(reason, notification, isHard: true, at: now)
    if reason != .stopping { expireStale(.all) }
  }

  mutating func limitExceeded(_ family: AddressFamily, _ limit: UInt32, restartAfter pause: Duration?, at now: MonotonicTime) {
    guard establishedConnection != nil else { return }
    activity = .held(until: pause.map { now + max($0, .seconds(1)) } ?? .distantFuture)
    dropAll(.prefixLimit(family, limit: limit), .maximumPrefixes(family: family, limit: limit), isHard: true, at: now)
  }

  /// Ends the session, if there is one; the retry comes by itself.
  mutating func endSession(_ reason: DownReason, _ notification: NotificationMessage, at now: MonotonicTime) {
    guard let id = established else { return }
    drop(id, reason, notification, at: now)
  }

  /// A NOTIFICATION that ends graceful restart too, where the peer would otherwise keep the routes (RFC 8538).
  func hard(_ notification: NotificationMessage) -> NotificationMessage {
    negotiated?.gracefulRestart?.notificationSupport == true ? notification.asHardReset : notification
  }

  private mutating func dropAll(
    _ reason: DownReason, _ notification: NotificationMessage?, isHard: Bool, at now: MonotonicTime
  ) {
    let sessionID = established
    let final = isHard ? notification.map { hard($0) } : notification
    // The session last: its reason is the one that stays.
    for id in connections.map(\.id) where id != sessionID { drop(id, reason, notification, at: now) }
    if let sessionID { drop(sessionID, reason, final, at: now) }
  }

  mutating func requestRefresh(_ family: AddressFamily) {
    guard let session = establishedConnection, let negotiated = session.negotiated, negotiated.routeRefresh,
      negotiated.families.contains(family)
    else { return }
    send(session.id, .routeRefresh, RouteRefreshMessage(family: family, subtype: .request).encoded())
  }

  /// Replaces the configuration. A session that can go on goes on (see ``PeerConfiguration/reset(neededFor:negotiated:)``); attempts begin
  /// anew, at once, since the change may be what they were waiting for.
  public mutating func reconfigure(_ next: PeerConfiguration, at now: MonotonicTime) -> [PeerEffect] {
    let old = configuration
    configuration = next
    if (old.connectRetry, old.connectRetryMaximum) != (next.connectRetry, next.connectRetryMaximum) {
      backoff = Backoff(base: next.connectRetry, maximum: next.connectRetryMaximum, seed: next.seed)
    }
    if old.enabled && !next.enabled {
      disable(.configuration, at: now)
    } else if case .disabled(.configuration) = activity, next.enabled {
      run(at: now)
    } else if let session = establishedConnection, let negotiated = session.negotiated {
      if let what = session.configuration.reset(neededFor: next, negotiated: negotiated) {
        dropAll(.configurationChanged(what), .cease(.otherConfigurationChange), isHard: false, at: now)
      }
    } else if case .running = activity, !next.offersTheSame(as: old) {
      dropAll(.configurationChanged("session settings"), .cease(.otherConfigurationChange), isHard: false, at: now)
      lastFailure = nil
      run(at: now)
    }
    return takeEffects(at: now)
  }
}

extension PeerConfiguration {
  /// Whether an attempt under `old` means the same under this.
  fileprivate func offersTheSame(as old: PeerConfiguration) -> Bool {
    var settled = old
    settled.seed = seed
    settled.gracefulRestart?.restarting = gracefulRestart?.restarting ?? false
    settled.gracefulRestart?.stalePathTime = gracefulRestart?.stalePathTime ?? .zero
    settled.connectRetry = connectRetry
    settled.connectRetryMaximum = connectRetryMaximum
    settled.sendHoldTime = sendHoldTime
    return settled == self
  }
}

extension DisableReason {
  /// The text for the peer.
  var text: String? { if case .administrator(let text) = self { text } else { nil } }
}
