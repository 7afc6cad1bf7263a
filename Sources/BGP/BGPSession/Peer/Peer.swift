import BGPWire
import NetTypes

/// The machine of one peer: the administrator's will, retries, and up to two connections, of which at most one becomes the session
/// (RFC 4271 §8, RFC 6286).
///
/// Pure: time comes with each input, effects go out in order, and the same inputs under the same seed give the same effects.
///
/// How the states of the RFC come about: without a connection the peer is Idle when it is not wanted (disabled, held after a limit) and
/// Active when it is (a retry is awaited, or the peer's connect); with connections its state is that of the one furthest on.
/// RFC 4271's DelayOpen is not done, and incoming connections are welcome also while a retry is awaited: the peer has its own pause.
///
/// Collisions follow RFC 4271 §6.8 with three additions that keep a collision from ever costing an established session between two of us:
/// an OPEN is compared with *every* other connection that has TCP up (§6.8 allows OpenSent when the identifier is known, and it
/// is known from the OPEN at hand); who enters OpenConfirm gives up a connect that is still under way; and a connection accepted
/// after that is not greeted before the peer's OPEN arrives on it.
public struct Peer: Sendable {
  /// What the administrator and the limits want of the session.
  enum Activity {
    case notStarted
    case disabled(DisableReason)
    case held(until: MonotonicTime)
    /// The distant future: no retry is awaited.
    case running(retryAt: MonotonicTime)
    case over(DownReason)
  }

  /// The configuration in force; see ``reconfigure(_:at:)``.
  public internal(set) var configuration: PeerConfiguration
  /// What the peer went through.
  public internal(set) var statistics = PeerStatistics()
  /// When `timeout` is to be handed in at the latest; earlier does no harm. The distant future: no timer runs.
  public private(set) var nextDeadline = MonotonicTime.distantFuture
  /// Families whose End-of-RIB came in the present session.
  public internal(set) var endOfRIBReceived: FamilySet = []

  var activity: Activity
  var connections: [Connection] = []
  var backoff: Backoff
  var stale: StaleRoutes?
  /// What `why` says went wrong; nil while a session is up.
  var lastFailure: LastFailure?
  private var outgoingCount: UInt32 = 0
  private var reportedState = SessionState.idle
  private var effects: [PeerEffect] = []

  /// A peer that waits for `start` (or, when the configuration disables it, for `enable`).
  public init(_ configuration: PeerConfiguration) {
    self.configuration = configuration
    activity = configuration.enabled ? .notStarted : .disabled(.configuration)
    backoff = Backoff(base: configuration.connectRetry, maximum: configuration.connectRetryMaximum, seed: configuration.seed)
  }

  /// The state as the RFC names it.
  public var state: SessionState {
    var state = SessionState.idle
    if case .running = activity { state = .active }
    for connection in connections { state = max(state, connection.sessionState) }
    return state
  }

  /// What was negotiated, while the session is Established.
  public var negotiated: Negotiated? { establishedConnection?.negotiated }

  /// The connection that is the session, while it is Established.
  public var established: ConnectionID? { establishedConnection?.id }

  /// Connections that are not over, in the order they began.
  public var liveConnections: [ConnectionID] { connections.map(\.id) }

  /// Families whose routes are kept over the loss of a session, and until when at the latest.
  public var staleRoutes: (families: FamilySet, until: MonotonicTime)? { stale.map { ($0.families, $0.deadline) } }

  var establishedConnection: Connection? { connections.first { $0.establishedSince != nil } }

  /// Takes what happened at `now` and says what to do, in order.
  public mutating func handle(_ input: PeerInput, at now: MonotonicTime) -> [PeerEffect] {
    if case .updateReceived(let id, let count) = input, heardUpdates(id, count, at: now) { return [] }
    dispatch(input, at: now)
    return takeEffects(at: now)
  }

  /// The input that comes with each UPDATE: the hold timer moves away, so ``nextDeadline`` may stay, early as it then is.
  private mutating func heardUpdates(_ id: ConnectionID, _ count: Int, at now: MonotonicTime) -> Bool {
    guard let index = index(of: id), connections[index].restartHold(at: now) else { return false }
    statistics.received.count(.update, count)
    return true
  }

  /// UPDATEs went out on a connection: RFC 4271 §8.2.2 restarts the KeepaliveTimer. As with those that come in, ``nextDeadline`` may stay.
  public mutating func updatesSent(_ id: ConnectionID, count: Int, at now: MonotonicTime) {
    guard let index = index(of: id) else { return }
    statistics.sent.count(.update, count)
    connections[index].updatesSent(at: now)
  }

  private mutating func dispatch(_ input: PeerInput, at now: MonotonicTime) {
    switch input {
    case .start: if case .notStarted = activity { run(at: now) }
    case .enable: enable(at: now)
    case .disable(let reason): disable(.administrator(reason), at: now)
    case .reset(let reason, let hard): reset(reason, hard: hard, at: now)
    case .deconfigure: end(.deconfigured, .cease(.peerDeconfigured), at: now)
    case .stopForRestart: end(.stopping, nil, at: now)
    case .requestRefresh(let family): requestRefresh(family)
    case .connected(let id): connected(id, at: now)
    case .connectFailed(let id, let failure): drop(id, .connectFailed(failure), at: now, isOver: true)
    case .accepted(let id): accepted(id, at: now)
    case .closed(let id, let cause):
      guard let index = index(of: id) else { return }
      drop(id, .closed(cause, during: connections[index].sessionState), at: now, isOver: true)
    case .message(let id, let type, let body):
      guard let index = index(of: id) else { return }
      statistics.received.count(type)
      apply(connections[index].receive(type, body, at: now), to: id, at: now)
    case .malformed(let id, let notification): drop(id, .protocolError(notification), notification, at: now)
    case .updateReceived(let id, let count):
      guard let index = index(of: id) else { return }
      statistics.received.count(.update, count)
      apply(connections[index].receiveUpdate(at: now), to: id, at: now)
    case .updatesSent(let id, let count): updatesSent(id, count: count, at: now)
    case .sending(let id, let progress): if let index = index(of: id) { connections[index].sending(progress, at: now) }
    case .endOfRIB(let id, let family): endOfRIB(id, family)
    case .timeout: timeout(at: now)
    case .prefixLimitExceeded(let family, let limit, let pause): limitExceeded(family, limit, restartAfter: pause, at: now)
    case .outOfResources: endSession(.outOfResources, .cease(.outOfResources), at: now)
    case .bfdDown: endSession(.bfdDown, hard(.cease(.bfdDown)), at: now)
    }
  }

  mutating func takeEffects(at now: MonotonicTime) -> [PeerEffect] {
    let state = self.state
    if state != reportedState {
      reportedState = state
      statistics.lastStateChange = now
      effects.append(.stateChanged(state))
    }
    nextDeadline = earliestDeadline
    if effects.isEmpty { return [] }
    defer { effects = [] }
    return effects
  }

  private var earliestDeadline: MonotonicTime {
    var earliest = stale?.deadline ?? .distantFuture
    switch activity {
    case .running(let time), .held(let time): earliest = min(earliest, time)
    case .notStarted, .disabled, .over: break
    }
    for connection in connections { earliest = min(earliest, connection.nextDeadline) }
    return earliest
  }
}

// MARK: What the other files of the machine share

extension Peer {
  mutating func emit(_ effect: PeerEffect) { effects.append(effect) }

  mutating func send(_ id: ConnectionID, _ type: MessageType, _ bytes: [UInt8]) {
    statistics.sent.count(type)
    effects.append(.send(id, bytes))
  }

  func index(of id: ConnectionID) -> Int? { connections.firstIndex { $0.id == id } }

  mutating func nextOutgoingID() -> ConnectionID {
    outgoingCount &+= 1
    return .outgoing(outgoingCount)
  }
}
