import BGPWire
import NetTypes
import Testing

@testable import BGPSession

/// An event of RFC 4271 §8.1 on the connection that the state stands on.
enum Event: String, CaseIterable, Sendable {
  case start, enable, disable, reset, deconfigure, stop, connected, refused, closed, open, keepalive, update, refresh, notification,
    malformed
}

struct Transition: Sendable, CustomTestStringConvertible {
  let state: SessionState
  let event: Event
  let effects: [String]
  init(_ state: SessionState, _ event: Event, _ effects: [String]) { (self.state, self.event, self.effects) = (state, event, effects) }
  var testDescription: String { "\(event.rawValue) in \(state)" }
}

@Suite("Transitions")
struct TransitionTests {
  static let rows: [Transition] = [
    Transition(.idle, .start, ["connect out-1", "Connect"]),
    Transition(.idle, .enable, ["connect out-1", "Connect"]),
    Transition(.idle, .disable, []),
    Transition(.idle, .reset, []),
    Transition(.idle, .deconfigure, []),
    Transition(.idle, .stop, []),
    Transition(.idle, .connected, []),
    Transition(.idle, .open, []),

    Transition(.active, .start, []),
    Transition(.active, .enable, ["connect out-2", "Connect"]),
    Transition(.active, .disable, ["Idle"]),
    Transition(.active, .reset, ["connect out-2", "Connect"]),
    Transition(.active, .deconfigure, ["Idle"]),
    Transition(.active, .stop, ["Idle"]),
    Transition(.active, .connected, []),
    Transition(.active, .open, []),

    Transition(.connect, .start, []),
    Transition(.connect, .enable, []),
    Transition(.connect, .disable, ["abort out-1", "Idle"]),
    Transition(.connect, .reset, ["abort out-1", "connect out-2"]),
    Transition(.connect, .deconfigure, ["abort out-1", "Idle"]),
    Transition(.connect, .stop, ["abort out-1", "Idle"]),
    Transition(.connect, .connected, ["OPEN out-1", "OpenSent"]),
    Transition(.connect, .refused, ["Active"]),

    Transition(.openSent, .start, []),
    Transition(.openSent, .disable, ["NOTIFICATION 6/2 out-1", "close out-1", "Idle"]),
    Transition(.openSent, .reset, ["NOTIFICATION 6/4 out-1", "close out-1", "connect out-2", "Connect"]),
    Transition(.openSent, .deconfigure, ["NOTIFICATION 6/3 out-1", "close out-1", "Idle"]),
    Transition(.openSent, .stop, ["abort out-1", "Idle"]),
    Transition(.openSent, .connected, []),
    Transition(.openSent, .closed, ["Active"]),
    Transition(.openSent, .open, ["KEEPALIVE out-1", "OpenConfirm"]),
    Transition(.openSent, .keepalive, ["NOTIFICATION 5/1 out-1", "close out-1", "Active"]),
    Transition(.openSent, .update, ["NOTIFICATION 5/1 out-1", "close out-1", "Active"]),
    Transition(.openSent, .refresh, ["NOTIFICATION 5/1 out-1", "close out-1", "Active"]),
    Transition(.openSent, .notification, ["abort out-1", "Active"]),
    Transition(.openSent, .malformed, ["NOTIFICATION 1/1 out-1", "close out-1", "Active"]),

    Transition(.openConfirm, .start, []),
    Transition(.openConfirm, .enable, []),
    Transition(.openConfirm, .disable, ["NOTIFICATION 6/2 out-1", "close out-1", "Idle"]),
    Transition(.openConfirm, .reset, ["NOTIFICATION 6/4 out-1", "close out-1", "connect out-2", "Connect"]),
    Transition(.openConfirm, .closed, ["Active"]),
    Transition(.openConfirm, .open, ["NOTIFICATION 5/2 out-1", "close out-1", "Active"]),
    Transition(.openConfirm, .keepalive, ["established out-1", "Established"]),
    Transition(.openConfirm, .update, ["NOTIFICATION 5/2 out-1", "close out-1", "Active"]),
    Transition(.openConfirm, .refresh, ["NOTIFICATION 5/2 out-1", "close out-1", "Active"]),
    Transition(.openConfirm, .notification, ["abort out-1", "Active"]),
    Transition(.openConfirm, .malformed, ["NOTIFICATION 1/1 out-1", "close out-1", "Active"]),

    Transition(.established, .start, []),
    Transition(.established, .enable, []),
    Transition(.established, .disable, ["NOTIFICATION 6/2 out-1", "close out-1", "down", "Idle"]),
    Transition(.established, .reset, ["NOTIFICATION 6/4 out-1", "close out-1", "down", "Active"]),
    Transition(.established, .deconfigure, ["NOTIFICATION 6/3 out-1", "close out-1", "down", "Idle"]),
    Transition(.established, .stop, ["abort out-1", "down keeping ipv4+ipv6", "Idle"]),
    Transition(.established, .connected, []),
    Transition(.established, .closed, ["down", "Active"]),
    Transition(.established, .open, ["NOTIFICATION 5/3 out-1", "close out-1", "down", "Active"]),
    Transition(.established, .keepalive, []),
    Transition(.established, .update, []),
    Transition(.established, .refresh, ["refresh ipv4"]),
    Transition(.established, .notification, ["abort out-1", "down", "Active"]),
    Transition(.established, .malformed, ["NOTIFICATION 1/1 out-1", "close out-1", "down", "Active"]),
  ]

  @Test("each event in each state has the effects of the table", arguments: rows)
  func transition(row: Transition) {
    var scenario = Scenario()
    let id = scenario.reach(row.state)
    #expect(scenario.peer.state == row.state)
    #expect(scenario.give(row.event, on: id).texts == row.effects)
  }

  @Test("a passive peer waits, greets who connects, and comes up")
  func passive() {
    var scenario = Scenario { $0.passive = true }
    #expect(scenario.give(.start).texts == ["Active"])
    #expect(scenario.peer.nextDeadline == .distantFuture)
    #expect(scenario.give(.accepted(.accepted(1))).texts == ["OPEN in-1", "OpenSent"])
    #expect(scenario.receive(Scenario.open().encoded(), on: .accepted(1)).texts == ["KEEPALIVE in-1", "OpenConfirm"])
    #expect(scenario.receive(Keepalive.bytes, on: .accepted(1)).texts == ["established in-1", "Established"])
    #expect(scenario.give(.closed(.accepted(1), .endOfStream)).texts == ["down", "Active"])
    #expect(scenario.peer.nextDeadline == .distantFuture)
  }

  @Test("what is told of a connection that is over has no effect", arguments: Event.allCases)
  func stale(event: Event) {
    guard ![.start, .enable, .disable, .reset, .deconfigure, .stop].contains(event) else { return }
    var scenario = Scenario()
    scenario.reach(.established)
    #expect(scenario.give(event, on: .outgoing(99)) == [])
    #expect(scenario.peer.state == .established)
  }

  @Test("a peer that its configuration disables starts by hand only")
  func disabled() {
    var scenario = Scenario { $0.enabled = false }
    #expect(scenario.give(.start) == [])
    #expect(scenario.why == "disabled in the configuration")
    #expect(scenario.give(.enable).texts == ["connect out-1", "Connect"])
  }

  @Test("statistics count messages by type, connects, flaps and the last error")
  func statistics() {
    var scenario = Scenario()
    let id = scenario.reach(.established)
    scenario.give(.updateReceived(id, count: 3))
    scenario.give(.updatesSent(id, count: 2))
    scenario.receive(NotificationMessage.cease(.outOfResources).encoded(), on: id)
    let statistics = scenario.peer.statistics
    #expect((statistics.received.open, statistics.received.keepalive, statistics.received.update) == (1, 1, 3))
    #expect((statistics.sent.open, statistics.sent.keepalive, statistics.sent.update) == (1, 1, 2))
    #expect(statistics.received.notification == 1 && statistics.received.total == 6)
    #expect((statistics.connects, statistics.established, statistics.flaps) == (1, 1, 1))
    #expect(statistics.lastError == .init(reason: .notificationReceived(.cease(.outOfResources)), time: scenario.now))
    #expect(statistics.lastStateChange == scenario.now)
  }
}

extension Scenario {
  mutating func give(_ event: Event, on id: ConnectionID) -> [PeerEffect] {
    switch event {
    case .start: give(.start)
    case .enable: give(.enable)
    case .disable: give(.disable(reason: nil))
    case .reset: give(.reset(reason: nil, hard: false))
    case .deconfigure: give(.deconfigure)
    case .stop: give(.stopForRestart)
    case .connected: give(.connected(id))
    case .refused: give(.connectFailed(id, .refused))
    case .closed: give(.closed(id, .endOfStream))
    case .open: receive(Scenario.open().encoded(), on: id)
    case .keepalive: receive(Keepalive.bytes, on: id)
    case .update: give(.updateReceived(id))
    case .refresh: receive(RouteRefreshMessage(family: .ipv4, subtype: .request).encoded(), on: id)
    case .notification: receive(NotificationMessage.cease(.administrativeReset).encoded(), on: id)
    case .malformed: give(.malformed(id, .connectionNotSynchronized))
    }
  }
}
