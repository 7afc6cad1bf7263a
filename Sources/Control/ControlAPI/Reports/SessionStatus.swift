import NetTypes

/// One session with its reasons: an item of `apusctl sessions -o json`.
public struct SessionStatus: Hashable, Codable, Sendable {
  /// The states of RFC 4271 §8.2.2, spelled as there.
  public enum State: String, Codable, Sendable, CaseIterable {
    /// No resources given to the peer.
    case idle = "Idle"
    /// Waits for its TCP connection.
    case connect = "Connect"
    /// Listens and waits to try again.
    case active = "Active"
    /// OPEN sent, the peer's awaited.
    case openSent = "OpenSent"
    /// OPEN received, KEEPALIVE awaited.
    case openConfirm = "OpenConfirm"
    /// Routes flow.
    case established = "Established"
  }

  /// Internal or external (RFC 4271 §1.1).
  public enum PeerType: String, Codable, Sendable {
    /// The same AS.
    case `internal`
    /// Another AS.
    case external
  }

  /// The peer's name in the config.
  public var peer: String
  /// The peer's address, with zone if link-local; nil for a range.
  @OrNull public var address: String?
  /// The peer's AS number; nil while it is only known as `internal` or `external` and no OPEN came.
  @OrNull public var asNumber: ASNumber?
  /// The state of the session.
  public var state: State
  /// Since when it is in that state.
  public var since: Timestamp
  /// Why it is in that state and what comes next.
  public var why: String
  /// Paths in Adj-RIB-In, all families.
  public var received: Int
  /// Those that passed the import filters and checks.
  public var accepted: Int
  /// Those that did not.
  public var filtered: Int
  /// Prefixes advertised to the peer, all families.
  public var sent: Int
  /// The same four by family.
  public var families: [FamilyStatus]
  /// The peer's port.
  public var port: Int
  /// Internal or external; nil while not known.
  @OrNull public var type: PeerType?
  /// False when an operator disabled it.
  public var enabled: Bool
  /// The name of the range that the peer came in by.
  @OrNull public var range: String?
  /// Our end of the connection.
  @OrNull public var localAddress: String?
  /// The AS number that we present.
  public var localASNumber: ASNumber
  /// The identifier of the peer's OPEN.
  @OrNull public var routerID: String?
  /// The host name of the peer's OPEN (FQDN capability).
  @OrNull public var hostName: String?
  /// The negotiated hold time in seconds.
  @OrNull public var holdTime: Int?
  /// What both sides can, by name: `route-refresh`, `add-path`, …
  public var capabilities: [String]
  /// Messages since the daemon's start.
  public var messages: MessageCounters
  /// How often the session was Established since the daemon's start.
  public var establishedCount: Int
  /// Malformed UPDATEs that cost less than the session (RFC 7606).
  public var faults: Int
  /// How the session last ended.
  @OrNull public var lastDown: LastDown?
  /// What waits for the peer, when it reads slower than it is sent to.
  public var output: OutputStatus

  /// Joins the parts.
  public init(
    peer: String, address: String?, port: Int = 179, asNumber: ASNumber?, type: PeerType?, state: State, since: Timestamp, why: String,
    enabled: Bool = true, range: String? = nil, localAddress: String? = nil, localASNumber: ASNumber, routerID: String? = nil,
    hostName: String? = nil, holdTime: Int? = nil, capabilities: [String] = [], families: [FamilyStatus] = [],
    messages: MessageCounters = MessageCounters(), establishedCount: Int = 0, faults: Int = 0, lastDown: LastDown? = nil,
    output: OutputStatus = OutputStatus()
  ) {
    self.peer = peer
    self.state = state
    self.since = since
    self.why = why
    self.families = families
    received = families.reduce(0) { $0 + $1.received }
    accepted = families.reduce(0) { $0 + $1.accepted }
    filtered = families.reduce(0) { $0 + $1.filtered }
    sent = families.reduce(0) { $0 + $1.sent }
    self.port = port
    self.enabled = enabled
    self.localASNumber = localASNumber
    self.capabilities = capabilities
    self.messages = messages
    self.establishedCount = establishedCount
    self.faults = faults
    self.output = output
    _address = OrNull(wrappedValue: address)
    _asNumber = OrNull(wrappedValue: asNumber)
    _type = OrNull(wrappedValue: type)
    _range = OrNull(wrappedValue: range)
    _localAddress = OrNull(wrappedValue: localAddress)
    _routerID = OrNull(wrappedValue: routerID)
    _hostName = OrNull(wrappedValue: hostName)
    _holdTime = OrNull(wrappedValue: holdTime)
    _lastDown = OrNull(wrappedValue: lastDown)
  }
}

extension SessionStatus {
  /// What a session carries of one family.
  public struct FamilyStatus: Hashable, Codable, Sendable {
    /// `ipv4` or `ipv6`.
    public var family: String
    /// Whether both sides negotiated it.
    public var negotiated: Bool
    /// Paths in Adj-RIB-In.
    public var received: Int
    /// Those that passed the import filters and checks.
    public var accepted: Int
    /// Those that did not.
    public var filtered: Int
    /// Prefixes advertised to the peer.
    public var sent: Int
    /// Whether the peer's End-of-RIB came.
    public var endOfRIB: Bool
    /// Paths that are kept until the peer is back (RFC 4724).
    public var stale: Int
    /// Prefixes that a limit with `discard` left out.
    public var refusedByLimit: Int

    /// Joins the parts.
    public init(
      family: AddressFamily, negotiated: Bool, received: Int = 0, accepted: Int = 0, filtered: Int = 0, sent: Int = 0,
      endOfRIB: Bool = false, stale: Int = 0, refusedByLimit: Int = 0
    ) {
      self.family = family.description
      self.negotiated = negotiated
      self.received = received
      self.accepted = accepted
      self.filtered = filtered
      self.sent = sent
      self.endOfRIB = endOfRIB
      self.stale = stale
      self.refusedByLimit = refusedByLimit
    }
  }

  /// What waits to be sent to a peer. A slow peer delays nobody: it gets the latest state when it reads again.
  public struct OutputStatus: Hashable, Codable, Sendable {
    /// Whether the peer's socket takes no more at the moment.
    public var slow: Bool
    /// Octets that wait for it.
    public var queuedBytes: Int
    /// Whether it is so far behind that it will get the difference to the latest state instead of each change.
    public var resynchronising: Bool
    /// How often that happened since the peer was configured.
    public var resynchronisations: Int

    /// Joins the parts.
    public init(slow: Bool = false, queuedBytes: Int = 0, resynchronising: Bool = false, resynchronisations: Int = 0) {
      self.slow = slow
      self.queuedBytes = queuedBytes
      self.resynchronising = resynchronising
      self.resynchronisations = resynchronisations
    }
  }

  /// Messages by direction.
  public struct MessageCounters: Hashable, Codable, Sendable {
    /// All messages received.
    public var received: Int
    /// UPDATE messages received.
    public var updatesReceived: Int
    /// All messages sent.
    public var sent: Int
    /// UPDATE messages sent.
    public var updatesSent: Int

    /// Joins the parts.
    public init(received: Int = 0, updatesReceived: Int = 0, sent: Int = 0, updatesSent: Int = 0) {
      self.received = received
      self.updatesReceived = updatesReceived
      self.sent = sent
      self.updatesSent = updatesSent
    }
  }

  /// How a session ended.
  public struct LastDown: Hashable, Codable, Sendable {
    /// When.
    public var time: Timestamp
    /// Why, for example `Cease/Administrative Reset received: "new filters"`.
    public var reason: String

    /// Joins the parts.
    public init(time: Timestamp, reason: String) {
      self.time = time
      self.reason = reason
    }
  }
}
