import BGPWire
import NetTypes
import Testing

@testable import BGPSession

@Suite("Graceful restart (RFC 4724, RFC 8538)")
struct GracefulRestartTests {
  private static func open(notification: Bool = false, forwarding: Bool = true, time: UInt16 = 120) -> OpenMessage {
    Scenario.open {
      $0.capabilities.append(Scenario.gracefulRestart(time: time, restarting: true, notification: notification, forwarding: forwarding))
    }
  }

  private func established(_ open: OpenMessage = Self.open()) -> Scenario {
    var scenario = Scenario()
    scenario.reach(.established, open: open)
    scenario.advance(by: .seconds(60))
    return scenario
  }

  private func lost(_ open: OpenMessage = Self.open()) -> Scenario {
    var scenario = established(open)
    scenario.give(.closed(Scenario.out, .reset))
    return scenario
  }

  @Test("routes are kept for the peer's restart time when TCP ends without a word")
  func kept() {
    var scenario = established()
    let effects = scenario.give(.closed(Scenario.out, .endOfStream))
    #expect(effects.first == .down(.closed(.endOfStream, during: .established), .keep(.all, until: scenario.now + .seconds(120))))
    #expect(scenario.why.hasSuffix("its ipv4 and ipv6 routes are kept for 120 s at most (graceful restart)"))
  }

  struct Loss: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let keptWithout: Bool
    let keptWith: Bool
    let lose: @Sendable (inout Scenario) -> [PeerEffect]
    init(_ name: String, without: Bool, with: Bool, _ lose: @escaping @Sendable (inout Scenario) -> [PeerEffect]) {
      (testDescription, keptWithout, keptWith, self.lose) = (name, without, with, lose)
    }
  }

  static let losses: [Loss] = [
    Loss("TCP reset", without: true, with: true) { $0.give(.closed(Scenario.out, .reset)) },
    Loss("TCP timeout", without: true, with: true) { $0.give(.closed(Scenario.out, .timedOut)) },
    Loss("hold timer", without: false, with: true) { $0.advance(by: .seconds(31)) },
    Loss("peer's Cease/Administrative Reset", without: false, with: true) {
      $0.receive(NotificationMessage.cease(.administrativeReset).encoded(), on: Scenario.out)
    },
    Loss("peer's hard reset", without: false, with: false) {
      $0.receive(NotificationMessage.cease(.administrativeShutdown).asHardReset.encoded(), on: Scenario.out)
    },
    Loss("malformed UPDATE", without: false, with: true) { $0.give(.malformed(Scenario.out, .update(.malformedAttributeList))) },
    Loss("reset here", without: false, with: true) { $0.give(.reset(reason: nil, hard: false)) },
    Loss("hard reset here", without: false, with: false) { $0.give(.reset(reason: nil, hard: true)) },
    Loss("disabled here", without: false, with: false) { $0.give(.disable(reason: nil)) },
    Loss("prefix limit", without: false, with: false) { $0.give(.prefixLimitExceeded(.ipv4, limit: 1, restartAfter: nil)) },
    Loss("BFD down", without: false, with: false) { $0.give(.bfdDown) },
    Loss("we stop", without: true, with: true) { $0.give(.stopForRestart) },
  ]

  @Test("which losses keep routes, without and with the N bit", arguments: losses)
  func table(row: Loss) {
    for (notification, kept) in [(false, row.keptWithout), (true, row.keptWith)] {
      var scenario = established(Self.open(notification: notification))
      let effects = row.lose(&scenario).texts
      #expect(effects.contains("down keeping ipv4+ipv6") == kept && effects.contains("down") == !kept, "N bit \(notification): \(effects)")
    }
  }

  @Test("nothing is kept where one side does not do graceful restart, or lists no family, or no time", arguments: 0..<4)
  func notNegotiated(row: Int) {
    var scenario = Scenario { if row == 0 { $0.gracefulRestart = nil } }
    let capability: [Capability] =
      switch row {
      case 0: [Scenario.gracefulRestart()]
      case 1: []
      case 2: [.gracefulRestart(.init(restarting: false, notification: true, restartTime: 120, families: []))]
      default: [Scenario.gracefulRestart(time: 0)]
      }
    scenario.reach(.established, open: Scenario.open { $0.capabilities += capability })
    #expect(scenario.give(.closed(Scenario.out, .reset)).texts == ["down", "Active"])
    #expect(scenario.peer.staleRoutes == nil)
  }

  @Test("a peer that stays away loses its routes when the restart time is over")
  func away() {
    var scenario = lost()
    let until = scenario.now + .seconds(120)
    var expired: MonotonicTime?
    while expired == nil, scenario.now < until + .seconds(10) {
      scenario.now = scenario.peer.nextDeadline
      for effect in scenario.give(.timeout) {
        if case .connect(let id) = effect { scenario.give(.connectFailed(id, .refused)) }
        if effect == .routesExpired(.all) { expired = scenario.now }
      }
    }
    #expect(expired == until)
  }

  @Test("a peer that is back in time keeps its routes until End-of-RIB, family by family")
  func back() {
    var scenario = lost()
    scenario.advance(by: .seconds(3))
    let effects = scenario.reestablish(open: Self.open())
    #expect(!effects.texts.contains { $0.hasPrefix("expired") })
    #expect(scenario.why.hasSuffix("stale ipv4 and ipv6 routes wait for its End-of-RIB for 360 s at most"))
    guard let id = scenario.peer.established else { return #expect(Bool(false), "not established") }
    #expect(scenario.give(.endOfRIB(id, .ipv4)).texts == ["expired ipv4"])
    #expect(scenario.peer.staleRoutes?.families == .ipv6)
    #expect(scenario.give(.endOfRIB(id, .ipv6)).texts == ["expired ipv6"])
    #expect(scenario.peer.staleRoutes == nil && scenario.peer.endOfRIBReceived == .all)
    #expect(scenario.give(.endOfRIB(id, .ipv6)) == [])
  }

  @Test("the restart timer stops when the peer is back; without End-of-RIB the stale path time ends the wait")
  func stalePathTime() {
    var scenario = lost()
    scenario.advance(by: .seconds(3))
    _ = scenario.reestablish(open: Self.open())
    var effects: [PeerEffect] = []
    for _ in 0..<359 {
      effects += scenario.advance(by: .seconds(1))
      if let id = scenario.peer.established { scenario.give(.updateReceived(id)) }
    }
    #expect(effects.texts.allSatisfy { $0.hasPrefix("KEEPALIVE") })
    #expect(scenario.advance(by: .seconds(1)).texts.contains("expired ipv4+ipv6"))
  }

  @Test("a peer that is back without its forwarding state, or without the capability, loses its routes at once", arguments: [true, false])
  func forwardingLost(capability: Bool) {
    var scenario = lost()
    scenario.advance(by: .seconds(3))
    let open = capability ? Self.open(forwarding: false) : Scenario.open()
    let texts = scenario.reestablish(open: open).texts
    #expect(texts.suffix(3).first == "expired ipv4+ipv6" && texts.last == "Established")
    #expect(scenario.peer.staleRoutes == nil)
  }

  @Test("a second restart before End-of-RIB drops what was stale before, and keeps the rest")
  func consecutive() {
    var scenario = lost()
    scenario.advance(by: .seconds(3))
    _ = scenario.reestablish(open: Self.open())
    guard let id = scenario.peer.established else { return #expect(Bool(false), "not established") }
    scenario.give(.endOfRIB(id, .ipv4))
    let texts = scenario.give(.closed(id, .reset)).texts
    #expect(texts == ["expired ipv6", "down keeping ipv4+ipv6", "Active"])
  }

  @Test("disabling a peer that is away drops its routes")
  func disabledWhileAway() {
    var scenario = lost()
    #expect(scenario.give(.disable(reason: nil)).texts.contains("expired ipv4+ipv6"))
  }

  @Test("our OPEN has the restart bit while we restart, and not afterwards")
  func restartBit() {
    var scenario = Scenario { $0.gracefulRestart?.restarting = true }
    func bit(_ effects: [PeerEffect]) -> Bool? {
      for case .send(_, let bytes) in effects {
        let open = bytes.withUnsafeBytes { try? OpenMessage(decoding: UnsafeRawBufferPointer(rebasing: $0[19...])) }
        for case .gracefulRestart(let restart) in open?.capabilities ?? [] { return restart.restarting }
      }
      return nil
    }
    scenario.give(.start)
    #expect(bit(scenario.give(.connected(Scenario.out))) == true)
    var next = scenario.peer.configuration
    next.gracefulRestart?.restarting = false
    #expect(scenario.peer.reconfigure(next, at: scenario.now) == [])
    scenario.give(.closed(Scenario.out, .reset))
    #expect(bit(scenario.give(.accepted(Scenario.incoming))) == false)
  }
}
