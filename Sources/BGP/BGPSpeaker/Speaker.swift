import BGPRIB
import BGPSession
import BGPWire
import CLinux
import NetTypes

/// The sessions and the RIB as one deterministic whole.
///
/// Inputs are calls (a connection came up, bytes arrived, time passed), effects are values that the caller takes out and carries out. There
/// is no socket, clock or thread in here: a whole cluster of speakers runs in one test, with a virtual clock.
///
/// The path of a route through this type: ``received(_:_:at:)`` frames messages in the caller's buffer and gives UPDATEs to the RIB, which
/// only inserts; ``advance(at:limit:)`` lets the RIB decide and encode a slice; ``flush(_:at:with:)`` hands out what a socket should be
/// given. What the session machines say goes between the RIB's messages, never into one.
public final class Speaker {
  var configuration: SpeakerConfiguration
  let rib: RIB
  var slots: [PeerKey: PeerSlot] = [:]
  /// The slots by their place in the RIB.
  var slotsByIndex: [PeerSlot?] = []
  /// The slots by the peer's address, where connections are recognised by.
  var slotsByAddress: [IPAddress: PeerSlot] = [:]
  var deadlines = DeadlineQueue()
  /// Peers of ranges in the order in which they lost their session; some have one again.
  var remembered: [PeerKey] = []
  /// What administrators took down and did not bring up again, by name: a peer that comes back with another configuration stays down.
  var shutdowns: [String: String?]
  var lastKey: UInt32 = 0
  var acceptedConnections: UInt32 = 0

  var effects: [SpeakerEffect] = []
  var events: [SpeakerEvent] = []
  var linksWithOutput: [Link] = []
  var vectors: UnsafeMutableBufferPointer<iovec>
  /// Something happened that the RIB may have work from.
  var needsWork = true
  private var hasMoreKernelChanges = false

  /// The node's addresses.
  var addresses = LocalAddresses()
  /// Local routes as declared, whether advertised at the moment or not.
  var local = LocalBook()
  /// What cannot be listened on at the moment, and why.
  public internal(set) var listenProblems: [Endpoint: String] = [:]
  private var listenRetry = MonotonicTime.distantFuture
  /// Connections from addresses that no peer and no range covers.
  public internal(set) var unknownPeers: UInt64 = 0
  /// Until when old kernel routes wait for the peers' first End-of-RIB; the distant future once they were given up.
  var initialDeadline: MonotonicTime
  /// When somebody has been waited for long enough; the distant future when nobody is waited for by time.
  var deferralDeadline = MonotonicTime.distantFuture
  /// When the first session came up.
  var firstSession: MonotonicTime?
  let startTime: MonotonicTime

  /// How many buffers one write may have.
  static let vectorCount = 64
  /// No buffer is added to a write that has this many octets.
  static let writeSize = 128 << 10

  /// A speaker that does nothing until its first ``advance(at:limit:)``.
  public init(configuration: SpeakerConfiguration, at now: MonotonicTime) {
    self.configuration = configuration
    shutdowns = configuration.shutdowns
    rib = RIB(configuration: configuration.rib)
    rib.holdsEndOfRIB = true
    vectors = .allocate(capacity: Self.vectorCount + 2)
    startTime = now
    initialDeadline = now + configuration.initialWait
    effects.append(.listen(configuration.listen, configuration.passwords.map { ($0.key, $0.value) }))
    for peer in configuration.peers { addPeer(peer, range: nil, at: now) }
  }

  deinit { vectors.deallocate() }

  // MARK: Results

  /// Takes out what has to be done now.
  public func takeEffects() -> [SpeakerEffect] {
    defer { effects = [] }
    return effects
  }

  /// Takes out what happened.
  public func takeEvents() -> [SpeakerEvent] {
    defer { events = [] }
    return events
  }

  /// Takes out the links that have something to write since the last time.
  public func takeLinksWithOutput() -> [Link] {
    for index in rib.takePeersWithOutput() {
      if let link = slot(index)?.carrier { linksWithOutput.append(link) }
    }
    defer { linksWithOutput.removeAll(keepingCapacity: true) }
    return linksWithOutput
  }

  /// Takes out what the kernel should hold from now on.
  public func takeKernelChanges(limit: Int = 4096) -> [KernelChange] {
    let changes = rib.takeKernelChanges(limit: limit)
    hasMoreKernelChanges = changes.count == limit
    return changes
  }

  // MARK: Time

  /// When ``advance(at:limit:)`` has to be called again at the latest.
  public var nextDeadline: MonotonicTime { min(min(deadlines.next, deferralDeadline), min(initialDeadline, listenRetry)) }

  /// Whether ``advance(at:limit:)`` has more to do right away.
  public var hasPendingWork: Bool { needsWork || hasMoreKernelChanges || !effects.isEmpty }

  /// Prefixes that wait for a decision.
  public var undecidedPrefixes: Int { rib.undecidedPrefixes }

  /// Does what is due, then decides at most `limit` prefixes.
  public func advance(at now: MonotonicTime, limit: Int) {
    while let key = deadlines.popDue(at: now) {
      guard let slot = slots[key], !slot.isRetired else { continue }
      if slot.nextDeadline <= now { timeout(slot, at: now) }
      if !slot.isRetired { deadlines.schedule(key, at: slot.nextDeadline) }
    }
    if now >= initialDeadline { endInitialWait(at: now) }
    if now >= deferralDeadline { checkInitialWait(at: now) }
    if now >= listenRetry { listenAgain() }
    needsWork = rib.process(limit: limit)
  }

  private func timeout(_ slot: PeerSlot, at now: MonotonicTime) {
    if slot.forgetDeadline <= now {
      remove(slot, at: now)
    } else if slot.machine.nextDeadline <= now {
      give(.timeout, to: slot, at: now)
    }
  }

  // MARK: Notes

  func report(_ kind: SpeakerEvent.Kind, _ slot: PeerSlot?, _ text: String) {
    events.append(SpeakerEvent(kind: kind, peer: slot?.name, text: text))
  }

  /// A listening socket could not be opened.
  public func listenFailed(_ endpoint: Endpoint, reason: String, at now: MonotonicTime) {
    listenRetry = now + Self.listenPause
    if listenProblems.updateValue(reason, forKey: endpoint) == reason { return }
    report(.listen, nil, "cannot listen on \(endpoint.address) port \(endpoint.port): \(reason); tried again every few seconds")
  }

  /// Opens listening sockets that are missing: the other daemon may be gone, the address may be there now.
  func listenAgain() {
    listenRetry = .distantFuture
    effects.append(.listen(configuration.listen, configuration.passwords.map { ($0.key, $0.value) }))
  }

  /// A listening socket that failed before is open.
  public func listens(on endpoint: Endpoint) {
    if listenProblems.removeValue(forKey: endpoint) != nil {
      report(.listen, nil, "listens on \(endpoint.address) port \(endpoint.port) now")
    }
  }

  private static let listenPause = Duration.seconds(5)
}
