import BGPWire
import NetTypes
import Testing

@testable import BGPSession

@Suite("Administration and limits")
struct AdministrationTests {
  @Test("the text of `disable` goes to the peer, stands in `why`, and meets the peer's next connect")
  func disable() {
    var scenario = Scenario()
    scenario.reach(.established)
    let notification = scenario.give(.disable(reason: "maintenance, back at 18:00")).notification
    #expect(notification?.text == "maintenance, back at 18:00")
    #expect(scenario.why == "disabled by the administrator: \"maintenance, back at 18:00\"")
    #expect(scenario.peer.nextDeadline == .distantFuture)
    let effects = scenario.give(.accepted(Scenario.incoming))
    #expect(effects.texts == ["NOTIFICATION 6/2 in-1", "close in-1"])
    #expect(effects.notification?.text == "maintenance, back at 18:00")
    #expect(scenario.give(.enable).texts == ["connect out-2", "Connect"])
  }

  @Test("the peer's text stands in `why`")
  func received() {
    var scenario = Scenario()
    let id = scenario.reach(.established)
    scenario.receive(NotificationMessage.cease(.administrativeShutdown, text: "upgrade of tor-1").encoded(), on: id)
    #expect(scenario.why.hasPrefix("peer closed: Cease/Administrative Shutdown: \"upgrade of tor-1\"; retry in "))
  }

  @Test("the text of `reset` goes to the peer, and the session comes back by itself")
  func reset() {
    var scenario = Scenario()
    scenario.reach(.established)
    #expect(scenario.give(.reset(reason: "new filters", hard: false)).notification?.text == "new filters")
    #expect(scenario.why.hasPrefix("reset by the administrator: \"new filters\"; retry in"))
    #expect(scenario.advance(by: .seconds(5)).texts == ["connect out-2", "Connect"])
  }

  @Test("ends for good are hard resets where the peer would keep the routes else (RFC 8538)", arguments: [true, false])
  func hard(peerKeepsRoutes: Bool) {
    let open = Scenario.open { $0.capabilities.append(Scenario.gracefulRestart(notification: peerKeepsRoutes)) }
    let ends: [(PeerInput, NotificationMessage)] = [
      (.disable(reason: "x"), .cease(.administrativeShutdown, text: "x")), (.deconfigure, .cease(.peerDeconfigured)),
      (.reset(reason: nil, hard: true), .cease(.administrativeReset, text: nil)), (.bfdDown, .cease(.bfdDown)),
      (.prefixLimitExceeded(.ipv4, limit: 10, restartAfter: nil), .maximumPrefixes(family: .ipv4, limit: 10)),
    ]
    for (input, notification) in ends {
      var scenario = Scenario()
      scenario.reach(.established, open: open)
      let effects = scenario.give(input)
      #expect(effects.notification == (peerKeepsRoutes ? notification.asHardReset : notification))
      #expect(effects.texts.contains("down"))
    }
  }

  @Test("after a prefix limit the session rests, rejects the peer, and is tried again after the time")
  func limit() {
    var scenario = Scenario()
    scenario.reach(.established)
    let effects = scenario.give(.prefixLimitExceeded(.ipv6, limit: 1000, restartAfter: .seconds(60)))
    #expect(effects.notification == .maximumPrefixes(family: .ipv6, limit: 1000))
    #expect(effects.texts == ["NOTIFICATION 6/1 out-1", "close out-1", "down", "Idle"])
    #expect(scenario.why.hasPrefix("the peer sent more than 1000 ipv6 prefixes (prefix limit)"))
    #expect(scenario.why.hasSuffix("retry in 60 s"))
    #expect(scenario.give(.accepted(Scenario.incoming)).texts == ["NOTIFICATION 6/5 in-1", "close in-1"])
    #expect(scenario.advance(by: .seconds(60)).texts == ["connect out-2", "Connect"])
  }

  @Test("without a time the limit holds until it is enabled by hand")
  func limitForEver() {
    var scenario = Scenario()
    scenario.reach(.established)
    scenario.give(.prefixLimitExceeded(.ipv4, limit: 5, restartAfter: nil))
    #expect(scenario.advance(by: .seconds(1_000_000)) == [])
    #expect(scenario.why.hasSuffix("stays down until it is enabled by hand"))
    #expect(scenario.give(.enable).texts == ["connect out-2", "Connect"])
  }

  @Test("out of resources ends the session and tries again")
  func resources() {
    var scenario = Scenario()
    scenario.reach(.established)
    #expect(scenario.give(.outOfResources).texts == ["NOTIFICATION 6/8 out-1", "close out-1", "down", "Active"])
    #expect(scenario.advance(by: .seconds(5)).texts == ["connect out-2", "Connect"])
  }

  @Test("limits mean nothing where no session is up", arguments: [SessionState.idle, .active, .openSent, .openConfirm])
  func notEstablished(state: SessionState) {
    var scenario = Scenario()
    scenario.reach(state)
    #expect(scenario.give(.outOfResources) == [] && scenario.give(.bfdDown) == [])
    #expect(scenario.give(.prefixLimitExceeded(.ipv4, limit: 1, restartAfter: nil)) == [])
  }

  struct Change: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let resets: Bool
    let change: @Sendable (inout PeerConfiguration) -> Void
    init(_ name: String, resets: Bool, _ change: @escaping @Sendable (inout PeerConfiguration) -> Void) {
      (testDescription, self.resets, self.change) = (name, resets, change)
    }
  }

  static let changes: [Change] = [
    Change("hold time", resets: false) { $0.holdTime = 30 },
    Change("retry", resets: false) { $0.connectRetry = .seconds(1) },
    Change("graceful restart", resets: false) { $0.gracefulRestart = nil },
    Change("restarting", resets: false) { $0.gracefulRestart?.restarting = true },
    Change("passive", resets: false) { $0.passive = true },
    Change("host name", resets: false) { $0.hostName = "a" },
    Change("AS external, which the peer is", resets: false) { $0.remoteAS = .external },
    Change("another peer AS", resets: true) { $0.remoteAS = .number(1) },
    Change("our AS", resets: true) { $0.localAS = 1 },
    Change("router ID", resets: true) { $0.localRouterID = RouterID(1) },
    Change("families", resets: true) { $0.families = .ipv4 },
    Change("ADD-PATH", resets: true) { $0.addPathReceive = .ipv4 },
    Change("extended next hop", resets: true) { $0.extendedNextHop = .ipv4 },
    Change("role", resets: true) { $0.role = .customer },
  ]

  @Test("a changed configuration resets the session only where the OPEN told the peer otherwise", arguments: changes)
  func reconfigure(row: Change) {
    var scenario = Scenario()
    scenario.reach(.established)
    var next = scenario.peer.configuration
    row.change(&next)
    let told = scenario.peer.negotiated.flatMap { scenario.peer.configuration.reset(neededFor: next, negotiated: $0) }
    #expect((told != nil) == row.resets)
    let effects = scenario.peer.reconfigure(next, at: scenario.now).texts
    #expect(effects == (row.resets ? ["NOTIFICATION 6/6 out-1", "close out-1", "down", "Active"] : []))
  }

  @Test("a mended configuration is tried at once")
  func mended() {
    var scenario = Scenario { $0.remoteAS = .number(64599) }
    let id = scenario.reach(.openSent)
    scenario.receive(Scenario.open().encoded(), on: id)
    #expect(scenario.peer.state == .active)
    var next = scenario.peer.configuration
    next.remoteAS = .number(64513)
    #expect(scenario.peer.reconfigure(next, at: scenario.now).texts == ["connect out-2", "Connect"])
    #expect(scenario.why == "connecting to 10.0.0.1 for 0 s")
  }

  @Test("`enabled` of the configuration disables and enables")
  func enabled() {
    var scenario = Scenario()
    scenario.reach(.established)
    var next = scenario.peer.configuration
    next.enabled = false
    #expect(scenario.peer.reconfigure(next, at: scenario.now).texts == ["NOTIFICATION 6/2 out-1", "close out-1", "down", "Idle"])
    next.enabled = true
    #expect(scenario.peer.reconfigure(next, at: scenario.now).texts == ["connect out-2", "Connect"])
  }

  @Test("a machine that is over does nothing any more")
  func over() {
    var scenario = Scenario()
    scenario.reach(.established)
    scenario.give(.deconfigure)
    #expect(scenario.give(.enable) == [] && scenario.give(.start) == [])
    #expect(scenario.give(.accepted(Scenario.incoming)).texts == ["abort in-1"])
    #expect(scenario.peer.nextDeadline == .distantFuture)
    #expect(scenario.why == "taken out of the configuration")
  }
}
