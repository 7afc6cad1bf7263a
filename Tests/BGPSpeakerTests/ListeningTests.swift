import BGPRIB
import BGPSpeaker
import NetTypes
import Testing

@Suite("Listening")
struct ListeningTests {
  private let endpoint = Endpoint(.v4(.any))
  private var configuration: SpeakerConfiguration {
    SpeakerConfiguration(
      rib: RIBConfiguration(localAS: ASNumber(64_512), routerID: RouterID(1), hashSeed: 1), listen: [endpoint], peers: [])
  }

  private func listens(_ speaker: Speaker) -> Int {
    speaker.takeEffects().count { if case .listen = $0 { true } else { false } }
  }

  @Test("an address that cannot be listened on is tried again, reported once, and its success is reported too")
  func retry() {
    let start = MonotonicTime.zero + .seconds(100)
    let speaker = Speaker(configuration: configuration, at: start)
    #expect(listens(speaker) == 1)
    speaker.listenFailed(endpoint, reason: "Address already in use", at: start)
    #expect(speaker.listenProblems == [endpoint: "Address already in use"])
    #expect(speaker.nextDeadline <= start + .seconds(5))
    for attempt in 1...3 {
      let now = start + .seconds(5 * attempt)
      speaker.advance(at: now, limit: 1)
      #expect(listens(speaker) == 1)
      speaker.listenFailed(endpoint, reason: "Address already in use", at: now)
    }
    #expect(speaker.takeEvents().count { $0.kind == .listen } == 1)
    speaker.listens(on: endpoint)
    #expect(speaker.listenProblems.isEmpty)
    #expect(speaker.takeEvents().map(\.text) == ["listens on 0.0.0.0 port 179 now"])
  }
}
