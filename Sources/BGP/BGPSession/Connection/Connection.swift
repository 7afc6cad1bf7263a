import BGPWire
import NetTypes

/// One TCP connection and the states it passes through (RFC 4271 §8.2.2), with its timers.
///
/// It decides what a message means here and now; it does not know of the other connection, of retries or of the administrator:
/// those are the peer's.
struct Connection {
  private enum State {
    /// Our connect is under way.
    case connecting
    /// The peer connected while another connection was further on: our OPEN is held back until its OPEN is here (§8.2.2: "the second
    /// connection SHALL be tracked until it sends an OPEN message"), so that neither side can take it for agreed.
    case tracked
    case openSent
    /// The peer's OPEN is acceptable; the peer machine settles a collision before the answer. `greeted`: our OPEN is out.
    case openReceived(Negotiated, greeted: Bool)
    case openConfirm(Negotiated)
    case established(Negotiated, since: MonotonicTime)
  }

  /// The name that the speaker knows it by.
  let id: ConnectionID
  /// The configuration it began with; a change that matters makes a new connection.
  let configuration: PeerConfiguration
  /// When it was begun.
  let began: MonotonicTime
  private var state: State
  private var timers: SessionTimers
  private var isBlocked = false

  private init(id: ConnectionID, configuration: PeerConfiguration, state: State, at now: MonotonicTime) {
    self.id = id
    self.configuration = configuration
    self.state = state
    began = now
    timers = SessionTimers(seed: configuration.seed ^ UInt64(id.rawValue))
  }

  /// A connection that we are about to open.
  static func connecting(_ id: ConnectionID, under configuration: PeerConfiguration, at now: MonotonicTime) -> Connection {
    var connection = Connection(id: id, configuration: configuration, state: .connecting, at: now)
    connection.timers.hold = now + max(configuration.connectTimeout, .seconds(1))
    return connection
  }

  /// A connection that the peer opened; see ``greet(at:)`` for our OPEN.
  static func accepted(_ id: ConnectionID, under configuration: PeerConfiguration, at now: MonotonicTime) -> Connection {
    var connection = Connection(id: id, configuration: configuration, state: .tracked, at: now)
    connection.timers.hold = now + SessionTimers.openWait
    return connection
  }

  /// The state as the RFC names it.
  var sessionState: SessionState {
    switch state {
    case .connecting: .connect
    case .tracked: .active
    case .openSent, .openReceived: .openSent
    case .openConfirm: .openConfirm
    case .established: .established
    }
  }

  /// Whether our OPEN waits for the peer's.
  var isTracked: Bool { if case .tracked = state { true } else { false } }

  /// Whether a NOTIFICATION can be sent: not before TCP is up.
  var isConnected: Bool { if case .connecting = state { false } else { true } }

  /// What was negotiated, from the peer's OPEN on.
  var negotiated: Negotiated? {
    switch state {
    case .connecting, .tracked, .openSent: nil
    case .openReceived(let negotiated, _), .openConfirm(let negotiated), .established(let negotiated, _): negotiated
    }
  }

  /// Since when the session is up, nil when it is not.
  var establishedSince: MonotonicTime? { if case .established(_, let since) = state { since } else { nil } }

  /// The earliest deadline.
  var nextDeadline: MonotonicTime { timers.next }
}

// MARK: The way up

extension Connection {
  /// TCP is up, or a tracked connection has the field to itself: our OPEN; nil when it is out already.
  mutating func greet(at now: MonotonicTime) -> [UInt8]? {
    switch state {
    case .connecting, .tracked:
      state = .openSent
      timers.hold = now + SessionTimers.openWait
      return configuration.openMessage.encoded()
    case .openSent, .openReceived, .openConfirm, .established: return nil
    }
  }

  /// The connection stays after a collision, or there was none: what answers the peer's OPEN.
  mutating func confirm(at now: MonotonicTime) -> (open: [UInt8]?, keepalive: [UInt8])? {
    guard case .openReceived(let negotiated, let greeted) = state else { return nil }
    state = .openConfirm(negotiated)
    timers.begin(negotiated, at: now)
    return (greeted ? nil : configuration.openMessage.encoded(), Keepalive.bytes)
  }
}

// MARK: Messages

extension Connection {
  /// What a message from the peer leads to.
  enum Outcome {
    /// Nothing to do.
    case nothing
    /// An acceptable OPEN: the peer machine settles a collision, then calls ``Connection/confirm(at:)``.
    case opened(Negotiated)
    /// The session is up.
    case established(Negotiated)
    /// A ROUTE-REFRESH of a family that the session carries.
    case refresh(AddressFamily, RouteRefreshMessage.Subtype)
    /// The connection is over; the notification, when there is one, is sent before it closes.
    case failed(DownReason, NotificationMessage?)
  }

  /// Takes a message other than UPDATE; `body` is what stands behind the header.
  mutating func receive(_ type: MessageType, _ body: UnsafeRawBufferPointer, at now: MonotonicTime) -> Outcome {
    switch type {
    case .open: receiveOpen(body)
    case .keepalive: receiveKeepalive(at: now)
    case .update: receiveUpdate(at: now)
    case .routeRefresh: receiveRefresh(body, at: now)
    case .notification: receiveNotification(body)
    }
  }

  /// The peer sent UPDATEs, which the RIB reads: of an established session only the hold timer is touched. False: there is none.
  mutating func restartHold(at now: MonotonicTime) -> Bool {
    guard case .established = state else { return false }
    timers.restartHold(at: now)
    return true
  }

  /// Takes UPDATEs wherever they come.
  mutating func receiveUpdate(at now: MonotonicTime) -> Outcome { restartHold(at: now) ? .nothing : unexpected(.update) }

  private mutating func receiveOpen(_ body: UnsafeRawBufferPointer) -> Outcome {
    let greeted: Bool
    switch state {
    case .tracked: greeted = false
    case .openSent: greeted = true
    case .connecting, .openReceived, .openConfirm, .established: return unexpected(.open)
    }
    do throws(NotificationMessage) {
      let open = try OpenMessage(decoding: body)
      do throws(OpenRefusal) {
        let negotiated = try Negotiated(open, under: configuration)
        state = .openReceived(negotiated, greeted: greeted)
        return .opened(negotiated)
      } catch {
        return .failed(.refused(error), error.notification)
      }
    } catch {
      return .failed(OpenRefusal(decoding: error).map { .refused($0) } ?? .protocolError(error), error)
    }
  }

  private mutating func receiveKeepalive(at now: MonotonicTime) -> Outcome {
    switch state {
    case .openConfirm(let negotiated):
      state = .established(negotiated, since: now)
      timers.restartHold(at: now)
      return .established(negotiated)
    case .established:
      timers.restartHold(at: now)
      return .nothing
    case .connecting, .tracked, .openSent, .openReceived: return unexpected(.keepalive)
    }
  }

  private mutating func receiveRefresh(_ body: UnsafeRawBufferPointer, at now: MonotonicTime) -> Outcome {
    guard case .established(let negotiated, _) = state else { return unexpected(.routeRefresh) }
    timers.restartHold(at: now)
    do throws(NotificationMessage) {
      let message = try RouteRefreshMessage(decoding: body)
      // RFC 2918 §4: for a family that was not agreed on: ignored.
      guard let family = message.family, negotiated.families.contains(family) else { return .nothing }
      switch message.subtype {
      case .request: return .refresh(family, .request)
      case .beginning, .end: return negotiated.enhancedRouteRefresh ? .refresh(family, message.subtype) : .nothing
      // RFC 7313 §5: "the receiver MUST ignore" other subtypes.
      default: return .nothing
      }
    } catch {
      return .failed(.protocolError(error), error)
    }
  }

  private func receiveNotification(_ body: UnsafeRawBufferPointer) -> Outcome {
    do throws(NotificationMessage) {
      return .failed(.notificationReceived(try NotificationMessage(decoding: body)), nil)
    } catch {
      // RFC 4271 §6.4: an error in a NOTIFICATION is not answered by one.
      return .failed(.protocolError(error), nil)
    }
  }

  /// RFC 6608: a message that has no place in the state.
  private func unexpected(_ type: MessageType) -> Outcome {
    let notification: NotificationMessage
    switch state {
    case .connecting, .tracked: notification = NotificationMessage(.stateMachine, 0, data: [type.rawValue])
    case .openSent, .openReceived: notification = .unexpectedMessage(in: .openSent, type: type)
    case .openConfirm: notification = .unexpectedMessage(in: .openConfirm, type: type)
    case .established: notification = .unexpectedMessage(in: .established, type: type)
    }
    return .failed(.protocolError(notification), notification)
  }
}

// MARK: Time and sending

extension Connection {
  /// What a deadline leads to.
  enum TimerOutcome {
    /// Nothing is due.
    case nothing
    /// A KEEPALIVE is to be sent.
    case keepalive
    /// The connection is over.
    case failed(DownReason, NotificationMessage?)
  }

  /// Does what is due.
  mutating func timeout(at now: MonotonicTime) -> TimerOutcome {
    if now >= timers.hold { return holdExpired() }
    // RFC 9687: no NOTIFICATION where that could delay the end; nothing leaves while the peer takes nothing.
    if now >= timers.sendHold { return .failed(.sendHoldTimerExpired(sendHoldTime), nil) }
    guard now >= timers.keepalive else { return .nothing }
    timers.restartKeepalive(at: now)
    // What waits in the send queue will tell the peer as much as one more message behind it.
    return isBlocked ? .nothing : .keepalive
  }

  private func holdExpired() -> TimerOutcome {
    switch state {
    case .connecting: .failed(.connectFailed(.timedOut), nil)
    case .tracked, .openSent, .openReceived: .failed(.noOpen, .holdTimerExpired)
    case .openConfirm(let negotiated), .established(let negotiated, _):
      .failed(.holdTimerExpired(negotiated.holdTime), .holdTimerExpired)
    }
  }

  /// RFC 9687: the default is the longer of 8 minutes and two hold times.
  private var sendHoldTime: Duration {
    configuration.sendHoldTime ?? max(.seconds(480), .seconds(2 * Int(negotiated?.holdTime ?? 0)))
  }

  /// The send queue moved, or did not.
  mutating func sending(_ progress: SendProgress, at now: MonotonicTime) {
    switch progress {
    case .blocked:
      if !isBlocked { timers.sendHold = now + sendHoldTime }
      isBlocked = true
    case .advanced:
      if isBlocked { timers.sendHold = now + sendHoldTime }
    case .drained:
      timers.sendHold = .distantFuture
      isBlocked = false
    }
  }

  /// UPDATEs were sent: RFC 4271 §8.2.2 restarts the KeepaliveTimer.
  mutating func updatesSent(at now: MonotonicTime) { timers.restartKeepalive(at: now) }
}
