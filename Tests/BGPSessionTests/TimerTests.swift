import BGPWire
import NetTypes
import Testing

@testable import BGPSession

@Suite("Timers")
struct TimerTests {
  @Test("silence for the hold time ends the session with Hold Timer Expired", arguments: [3, 30, 90] as [UInt16])
  func holdTimer(seconds: UInt16) {
    var scenario = Scenario()
    let id = scenario.reach(.established, open: Scenario.open { $0.holdTime = seconds })
    let span = Duration.seconds(Int(seconds))
    let before = scenario.advance(by: span - .milliseconds(1))
    #expect(before.allSatisfy { $0.text == "KEEPALIVE \(id)" } && !before.isEmpty)
    #expect(scenario.advance(by: .milliseconds(1)).texts == ["NOTIFICATION 4/0 out-1", "close out-1", "down", "Active"])
    #expect(scenario.why.hasPrefix("nothing heard from the peer for the hold time of \(seconds) s"))
  }

  @Test("KEEPALIVE, UPDATE and ROUTE-REFRESH each restart the hold timer", arguments: [Event.keepalive, .update, .refresh])
  func restarts(event: Event) {
    var scenario = Scenario()
    let id = scenario.reach(.established)
    for _ in 0..<5 {
      scenario.advance(by: .seconds(89))
      #expect(scenario.peer.state == .established)
      _ = scenario.give(event, on: id)
    }
    scenario.advance(by: .seconds(90))
    #expect(scenario.peer.state == .active)
  }

  @Test("the smaller hold time of the two counts", arguments: [(90, 30, 30), (30, 90, 30), (90, 0, 0), (0, 90, 0), (3, 3, 3)])
  func smaller(ours: UInt16, theirs: UInt16, agreed: UInt16) {
    var scenario = Scenario { $0.holdTime = ours }
    scenario.reach(.established, open: Scenario.open { $0.holdTime = theirs })
    #expect(scenario.peer.negotiated?.holdTime == agreed)
  }

  @Test("a hold time of 0 means no timers at all")
  func noTimers() {
    var scenario = Scenario { $0.holdTime = 0 }
    scenario.reach(.established)
    #expect(scenario.peer.nextDeadline == .distantFuture)
    #expect(scenario.advance(by: .seconds(100_000)) == [])
  }

  @Test("keepalives leave every 75 to 100 % of a third of the hold time, jittered")
  func cadence() {
    var scenario = Scenario()
    let id = scenario.reach(.established)
    var gaps: Set<Int64> = []
    for _ in 0..<200 {
      let start = scenario.now
      scenario.now = scenario.peer.nextDeadline
      #expect(scenario.give(.timeout).texts == ["KEEPALIVE out-1"])
      let gap = scenario.now - start
      #expect(gap >= .milliseconds(22500) && gap <= .seconds(30))
      gaps.insert(gap.components.attoseconds)
      scenario.receive(Keepalive.bytes, on: id)
    }
    #expect(gaps.count > 50)
  }

  @Test("a late timeout sends one keepalive, not those that were missed")
  func late() {
    var scenario = Scenario()
    scenario.reach(.established)
    scenario.now = scenario.now + .seconds(80)
    #expect(scenario.give(.timeout).texts == ["KEEPALIVE out-1"])
    #expect(scenario.peer.nextDeadline > scenario.now)
    #expect(scenario.give(.timeout) == [])
  }

  @Test("UPDATEs that are sent put off the keepalive")
  func updatesSent() {
    var scenario = Scenario()
    let id = scenario.reach(.established)
    for _ in 0..<20 {
      #expect(scenario.advance(by: .seconds(20)) == [])
      scenario.give(.updatesSent(id))
      scenario.give(.updateReceived(id))
    }
  }

  @Test("the peer's OPEN may take four minutes, its first KEEPALIVE the hold time")
  func handshake() {
    var scenario = Scenario()
    scenario.reach(.openSent)
    scenario.advance(by: .seconds(239))
    #expect(scenario.peer.state == .openSent)
    #expect(scenario.advance(by: .seconds(1)).texts == ["NOTIFICATION 4/0 out-1", "close out-1", "Active"])
    #expect(scenario.why.hasPrefix("the peer took the connection but sent no OPEN"))

    scenario = Scenario()
    scenario.reach(.openConfirm)
    let effects = scenario.advance(by: .seconds(90)).texts
    #expect(effects.suffix(3) == ["NOTIFICATION 4/0 out-1", "close out-1", "Active"])
  }

  @Test(
    "a peer that takes nothing for 8 minutes, or for two long hold times, is given up without a word", arguments: [(90, 480), (300, 600)])
  func sendHold(hold: UInt16, limit: Int) {
    var scenario = Scenario { $0.holdTime = hold }
    let id = scenario.reach(.established, open: Scenario.open { $0.holdTime = hold })
    scenario.give(.sending(id, .blocked))
    let effects = waiting(&scenario, id, .seconds(limit - 1))
    #expect(effects == [])
    #expect(scenario.advance(by: .seconds(1)).texts == ["abort out-1", "down", "Active"])
    #expect(scenario.why.hasPrefix("the peer took nothing from us for \(limit) s (send hold timer)"))
  }

  @Test("a message that gets through restarts the send hold timer, an empty queue stops it")
  func sendHoldProgress() {
    var scenario = Scenario { $0.sendHoldTime = .seconds(60) }
    let id = scenario.reach(.established)
    scenario.give(.sending(id, .blocked))
    for _ in 0..<5 {
      _ = waiting(&scenario, id, .seconds(50))
      scenario.give(.sending(id, .blocked))
      scenario.give(.sending(id, .advanced))
    }
    #expect(scenario.peer.state == .established)
    scenario.give(.sending(id, .drained))
    _ = waiting(&scenario, id, .seconds(600))
    #expect(scenario.peer.state == .established)
    scenario.give(.sending(id, .blocked))
    _ = waiting(&scenario, id, .seconds(59))
    scenario.give(.sending(id, .blocked))
    _ = waiting(&scenario, id, .seconds(1))
    #expect(scenario.peer.state == .active)
  }

  /// Time passes while the peer still talks; what we did meanwhile.
  private func waiting(_ scenario: inout Scenario, _ id: ConnectionID, _ span: Duration) -> [PeerEffect] {
    var effects: [PeerEffect] = []
    for _ in 0..<span.components.seconds {
      effects += scenario.advance(by: .seconds(1))
      effects += scenario.receive(Keepalive.bytes, on: id)
    }
    return effects
  }
}
