import BGPFilters
import BGPRIB
import BGPSession
import BGPSpeaker
import BGPWire
import NetTypes
import Testing

@Suite("Peers of a range")
struct RangeTests {
  private func speaker(at now: MonotonicTime) -> Speaker {
    let context = UpdateContext(peerType: .external, peerAS: .zero, families: .ipv4)
    let any = IPAddress.v4(.any)
    let session = PeerConfiguration(name: "r", remoteAS: .external, localAS: ASNumber(64_512), localRouterID: RouterID(1))
    let template = SpeakerPeer(
      name: "r", endpoint: Endpoint(any), session: session, transport: TransportOptions(),
      routing: RIBPeer(name: "r", address: any, routerID: RouterID(0), context: context))
    var configuration = SpeakerConfiguration(
      rib: RIBConfiguration(localAS: ASNumber(64_512), routerID: RouterID(1), hashSeed: 1), listen: [], peers: [])
    configuration.ranges = [SpeakerRange(prefix: IPPrefix(IPv4Address(0x0A00_0000), length: 8), template: template)]
    return Speaker(configuration: configuration, at: now)
  }

  @Test("whoever connects from thousands of addresses is remembered by the last few only, and those for ten minutes")
  func bounded() throws {
    var now = MonotonicTime.zero + .seconds(1000)
    let speaker = speaker(at: now)
    for number in 1...2000 {
      let remote = Endpoint(.v4(IPv4Address(0x0A00_0000 + UInt32(number))), port: 40_000)
      let (link, _) = try #require(speaker.accepts(remote, socket: 3, local: Endpoint(.v4(IPv4Address(0x0A00_0000))), at: now))
      speaker.accepted(link, at: now)
      speaker.closed(link, .closedByPeer, at: now)
      _ = speaker.takeEffects()
    }
    let reports = speaker.peerReports(at: now)
    #expect(reports.count == 256)
    #expect(reports.contains { $0.name == "r/10.0.7.208" }, "the last one is there")
    now = now + .seconds(601)
    speaker.advance(at: now, limit: 1)
    #expect(speaker.peerReports(at: now).isEmpty)
  }

  @Test("an address outside of every range is refused and counted")
  func outside() {
    let speaker = speaker(at: .zero)
    #expect(speaker.accepts(Endpoint(.v4(IPv4Address(0x0B00_0001))), socket: 3, local: Endpoint(.v4(.any)), at: .zero) == nil)
    #expect(speaker.unknownPeers == 1)
  }
}
