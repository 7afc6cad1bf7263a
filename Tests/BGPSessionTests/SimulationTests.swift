import BGPWire
import NetTypes
import Testing

@testable import BGPSession

@Suite("Two peers")
struct SimulationTests {
  private func pair(_ seed: UInt64, latency: ClosedRange<Int>, change: (inout PeerConfiguration, Int) -> Void = { _, _ in }) -> TwoPeers {
    let configurations = (0...1).map { side in
      var configuration = PeerConfiguration(
        name: "peer-\(side)", address: IPAddress("10.0.0.\(side)"), remoteAS: .number(ASNumber(64513 - UInt32(side))),
        localAS: ASNumber(64512 + UInt32(side)), localRouterID: RouterID(seed & 1 == 0 ? 7 + UInt32(side) : 8 - UInt32(side)))
      if seed % 5 == 4 { configuration.localRouterID = RouterID(7) }
      configuration.seed = seed &* 2 &+ UInt64(side)
      change(&configuration, side)
      return configuration
    }
    return TwoPeers(configurations[0], configurations[1], latency: latency, seed: seed)
  }

  @Test(
    "that connect to each other at the same time come up once, and never go down for the collision",
    arguments: 0..<300 as Range<UInt64>)
  func collision(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    var peers = pair(seed, latency: 100...20_000)
    peers.give(.start, to: 0)
    peers.run(for: .microseconds(Int.random(in: 0...Int.random(in: 0...20_000, using: &random), using: &random) / 4))
    peers.give(.start, to: 1)
    peers.run(for: .seconds(600))
    #expect(peers.agree && peers.problems == [], "seed \(seed): \(peers.problems)")
    #expect(peers.peers.allSatisfy { $0.statistics.established == 1 && $0.statistics.flaps == 0 }, "seed \(seed)")
  }

  @Test("with connections torn at random times come up again", arguments: 0..<100 as Range<UInt64>)
  func torn(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    var peers = pair(seed, latency: 100...50_000) { configuration, side in
      if seed % 3 == 1 { configuration.gracefulRestart = nil }
      if seed % 4 == 2 { configuration.passive = side == 1 }
    }
    peers.give(.start, to: 0)
    peers.give(.start, to: 1)
    for _ in 0..<20 {
      peers.run(for: .milliseconds(Int.random(in: 0...20_000, using: &random)))
      switch Int.random(in: 0...3, using: &random) {
      case 0: peers.give(.reset(reason: "again", hard: false), to: Int.random(in: 0...1, using: &random))
      case 1:
        let side = Int.random(in: 0...1, using: &random)
        peers.give(.disable(reason: "down"), to: side)
        peers.run(for: .milliseconds(Int.random(in: 0...2000, using: &random)))
        peers.give(.enable, to: side)
      default: peers.tear()
      }
    }
    peers.run(for: .seconds(400))
    #expect(peers.agree && peers.problems == [], "seed \(seed): \(peers.problems), \(peers.peers.map { $0.why(at: peers.now) })")
  }

  @Test("stay up for a day of virtual time, with no more keepalives than it takes")
  func day() {
    var peers = pair(1, latency: 100...20_000)
    peers.give(.start, to: 0)
    peers.give(.start, to: 1)
    peers.run(for: .seconds(86400))
    #expect(peers.agree && peers.peers.allSatisfy { $0.statistics.flaps == 0 })
    // A third of 90 s, jittered to 22.5...30 s: 2880 to 3840 in a day.
    #expect(peers.peers.allSatisfy { (2880...3841).contains($0.statistics.sent.keepalive) })
  }

  @Test("of which one has the wrong AS for the other do not come up, say so, and do not hammer")
  func wrongAS() {
    var peers = pair(2, latency: 100...1000) { configuration, side in if side == 0 { configuration.remoteAS = .number(64599) } }
    peers.give(.start, to: 0)
    peers.give(.start, to: 1)
    peers.run(for: .seconds(3600))
    #expect(peers.peers.allSatisfy { $0.statistics.established == 0 })
    let texts = peers.peers.map { $0.why(at: peers.now) }
    #expect(texts[0].contains("peer says it is AS 64513, config expects 64599"), "\(texts)")
    #expect(texts[1].contains("peer closed: OPEN Message Error/Bad Peer AS; the peer does not expect our AS 64513"), "\(texts)")
    #expect(peers.peers.allSatisfy { $0.statistics.connects < 50 })
  }
}
