import BGPWire
import NetTypes
import Testing

@testable import BGPSession

@Suite("Retry")
struct RetryTests {
  /// Refuses each connect at once; the pauses in between.
  private func pauses(_ count: Int, _ scenario: inout Scenario, failing: (inout Scenario, ConnectionID) -> Void) -> [Duration] {
    (0..<count).map { _ in
      if let id = scenario.peer.liveConnections.first { failing(&scenario, id) }
      let start = scenario.now
      while scenario.peer.liveConnections.isEmpty {
        scenario.now = scenario.peer.nextDeadline
        scenario.give(.timeout)
      }
      return scenario.now - start
    }
  }

  @Test("pauses double up to the longest, each jittered to 75...100 %", arguments: 0..<20 as Range<UInt64>)
  func growth(seed: UInt64) {
    var scenario = Scenario { $0.seed = seed }
    scenario.give(.start)
    let pauses = pauses(8, &scenario) { $0.give(.connectFailed($1, .refused)) }
    for (pause, base) in zip(pauses, [5, 10, 20, 40, 80, 120, 120, 120]) {
      #expect(pause >= .milliseconds(base * 750) && pause <= .seconds(base), "seed \(seed): \(pause) for \(base) s")
    }
  }

  @Test("two seeds give two sequences, one seed gives one")
  func seeds() {
    func sequence(_ seed: UInt64) -> [Duration] {
      var scenario = Scenario { $0.seed = seed }
      scenario.give(.start)
      return pauses(5, &scenario) { $0.give(.connectFailed($1, .refused)) }
    }
    #expect(sequence(1) == sequence(1))
    #expect(sequence(1) != sequence(2))
  }

  @Test("a session resets the pause")
  func reset() {
    var scenario = Scenario()
    scenario.give(.start)
    _ = pauses(6, &scenario) { $0.give(.connectFailed($1, .refused)) }
    _ = scenario.reestablish()
    keepUp(&scenario, .seconds(130))
    scenario.give(.closed(scenario.peer.established ?? .outgoing(0), .endOfStream))
    #expect(scenario.peer.nextDeadline - scenario.now <= .seconds(5))
  }

  @Test("sessions that die young make the pause longer as failures do")
  func shortSessions() {
    var scenario = Scenario()
    scenario.give(.start)
    var longest = Duration.zero
    for _ in 0..<6 {
      _ = scenario.reestablish()
      scenario.advance(by: .seconds(1))
      scenario.give(.closed(scenario.peer.established ?? .outgoing(0), .endOfStream))
      longest = max(longest, scenario.peer.nextDeadline - scenario.now)
      scenario.advance(by: .milliseconds(10))
    }
    #expect(longest >= .seconds(90))
  }

  @Test("a connect without an answer is given up after its time limit and tried again")
  func connectTimeout() {
    var scenario = Scenario()
    scenario.reach(.connect)
    #expect(scenario.advance(by: .seconds(15)).texts == ["abort out-1", "Active"])
    #expect(scenario.why.hasPrefix("no answer to the connect"))
    #expect(scenario.advance(by: .seconds(5)).texts == ["connect out-2", "Connect"])
  }

  @Test("the peer's own connect is welcome while a retry is awaited, and stops the retry")
  func acceptWhileWaiting() {
    var scenario = Scenario()
    scenario.reach(.active)
    #expect(scenario.reestablish().texts.last == "Established")
    keepUp(&scenario, .seconds(300))
    #expect(scenario.peer.statistics.connects == 1)
  }

  @Test("`enable` does not wait for the retry and starts the pauses anew")
  func enable() {
    var scenario = Scenario()
    scenario.give(.start)
    _ = pauses(6, &scenario) { $0.give(.connectFailed($1, .refused)) }
    let id = scenario.peer.liveConnections[0]
    scenario.give(.connectFailed(id, .refused))
    #expect(scenario.give(.enable).texts.last == "Connect")
    let pauses = pauses(1, &scenario) { $0.give(.connectFailed($1, .refused)) }
    #expect(pauses[0] <= .seconds(5))
  }

  @Test("a reload that leaves the peer as it is leaves its pauses as they are")
  func reload() {
    var scenario = Scenario()
    scenario.give(.start)
    _ = pauses(5, &scenario) { $0.give(.connectFailed($1, .refused)) }
    #expect(scenario.peer.reconfigure(scenario.peer.configuration, at: scenario.now) == [])
    #expect(pauses(1, &scenario) { $0.give(.connectFailed($1, .refused)) }[0] >= .seconds(90))
  }

  private func keepUp(_ scenario: inout Scenario, _ span: Duration) {
    for _ in 0..<span.components.seconds {
      scenario.advance(by: .seconds(1))
      if let id = scenario.peer.established { scenario.receive(Keepalive.bytes, on: id) }
    }
  }
}
