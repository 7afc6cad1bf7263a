import BGPWire
import NetTypes

@testable import BGPSession

/// One peer machine and a virtual clock.
struct Scenario {
  var peer: Peer
  var now = MonotonicTime.zero + .seconds(1000)

  init(_ change: (inout PeerConfiguration) -> Void = { _ in }) {
    var configuration = Scenario.configuration
    change(&configuration)
    peer = Peer(configuration)
  }

  /// We are AS 64512 with 10.0.0.11, the peer is AS 64513 with 10.0.0.1.
  static var configuration: PeerConfiguration {
    var configuration = PeerConfiguration(
      name: "tor-1", address: IPAddress("10.0.0.1"), remoteAS: .number(64513), localAS: 64512,
      localRouterID: RouterID("10.0.0.11") ?? RouterID(0))
    configuration.families = .all
    configuration.seed = 7
    return configuration
  }

  /// An OPEN of the peer with nothing special about it.
  static func open(_ change: (inout OpenMessage) -> Void = { _ in }) -> OpenMessage {
    var open = OpenMessage(
      asNumber: 64513, holdTime: 90, routerID: RouterID("10.0.0.1") ?? RouterID(0),
      capabilities: [
        .multiprotocol(.init(.ipv4)), .multiprotocol(.init(.ipv6)), .routeRefresh, .fourOctetAS(64513), .enhancedRouteRefresh,
      ])
    change(&open)
    return open
  }

  /// The capability of a peer that keeps forwarding over its restart.
  static func gracefulRestart(time: UInt16 = 120, restarting: Bool = false, notification: Bool = false, forwarding: Bool = true)
    -> Capability
  {
    .gracefulRestart(
      .init(
        restarting: restarting, notification: notification, restartTime: time,
        families: [.init(.init(.ipv4), forwardingPreserved: forwarding), .init(.init(.ipv6), forwardingPreserved: forwarding)]))
  }

  @discardableResult
  mutating func give(_ input: PeerInput) -> [PeerEffect] { peer.handle(input, at: now) }

  /// Hands in a whole message.
  @discardableResult
  mutating func receive(_ message: [UInt8], on id: ConnectionID) -> [PeerEffect] {
    guard let type = MessageType(rawValue: message[18]) else { return [] }
    if type == .update { return give(.updateReceived(id)) }
    return message.withUnsafeBytes { peer.handle(.message(id, type, UnsafeRawBufferPointer(rebasing: $0[19...])), at: now) }
  }

  /// Lets time pass, with a timeout at each deadline.
  @discardableResult
  mutating func advance(by span: Duration) -> [PeerEffect] {
    let end = now + span
    var effects: [PeerEffect] = []
    while peer.nextDeadline <= end {
      now = max(now, peer.nextDeadline)
      effects += peer.handle(.timeout, at: now)
    }
    now = end
    return effects
  }

  var why: String { peer.why(at: now) }
}

extension Scenario {
  static let out = ConnectionID.outgoing(1)
  static let incoming = ConnectionID.accepted(1)

  /// Brings the peer to a state; from Connect on over the connection `out-1`, unless it is passive: then `in-1`.
  @discardableResult
  mutating func reach(_ state: SessionState, open: OpenMessage = Scenario.open()) -> ConnectionID {
    guard state != .idle else { return Scenario.out }
    give(.start)
    var id = Scenario.out
    if peer.configuration.passive {
      id = Scenario.incoming
      if state >= .connect { give(.accepted(id)) }
    } else {
      if state == .active { give(.connectFailed(id, .refused)) }
      if state >= .openSent { give(.connected(id)) }
    }
    if state >= .openConfirm { receive(open.encoded(), on: id) }
    if state >= .established { receive(Keepalive.bytes, on: id) }
    return id
  }

  /// An established session over a new outgoing connection, from wherever the peer is; the id of the connection.
  mutating func reestablish(open: OpenMessage = Scenario.open()) -> [PeerEffect] {
    let id = ConnectionID.accepted(UInt32(truncatingIfNeeded: now.nanoseconds / 1_000_000))
    var effects = give(.accepted(id))
    effects += receive(open.encoded(), on: id)
    effects += receive(Keepalive.bytes, on: id)
    return effects
  }
}

extension ASNumber: ExpressibleByIntegerLiteral {
  /// Plain numbers read better in tables.
  public init(integerLiteral value: UInt32) { self.init(value) }
}
