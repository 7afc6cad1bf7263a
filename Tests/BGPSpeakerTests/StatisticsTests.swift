import BGPRIB
import BGPSession
import BGPSpeaker
import NetTypes
import Testing

@Suite("Statistics")
struct StatisticsTests {
  /// Two speakers, of which the first originates `prefixes`; at most `socketRoom` octets leave at once.
  private func pair(prefixes: Int, socketRoom: Int, seed: UInt64) -> Network {
    var random = SplitMix(state: seed)
    let network = Network(Topology(nodes: 2, extraEdges: 0, using: &random), seed: seed, socketRoom: socketRoom)
    for number in 0..<UInt32(prefixes) {
      network.topology.origins[IPPrefix(IPv4Address(0xC000_0000 + number << 8), length: 24)] = [0]
    }
    network.declare(0)
    return network
  }

  private func sessions(_ network: Network) throws -> (first: BGPSession.PeerStatistics, second: BGPSession.PeerStatistics) {
    let reports = try [(0, "n1"), (1, "n0")].map { node, peer in
      try #require(network.simulation.speakers[node].peerReport(peer, at: network.simulation.now))
    }
    #expect(reports.allSatisfy { $0.state == .established })
    return (reports[0].session, reports[1].session)
  }

  @Test("every UPDATE that one side receives was counted as sent by the other", arguments: [1 << 20, 4096, 7])
  func updatesSent(socketRoom: Int) throws {
    let network = pair(prefixes: 3000, socketRoom: socketRoom, seed: 5)
    network.simulation.run(for: .seconds(12))
    let (first, second) = try sessions(network)
    #expect(first.sent.update > 1, "3000 prefixes do not fit into one message")
    #expect(first.sent.update == second.received.update)
    #expect(second.sent.update == first.received.update)
    #expect(second.sent.update == 1, "its End-of-RIB")
  }

  @Test("the event of a malformed UPDATE names attribute, fault and consequence once")
  func faults() throws {
    let network = pair(prefixes: 0, socketRoom: 4096, seed: 7)
    network.simulation.run(for: .seconds(12))
    let attributes: [UInt8] = [0x40, 1, 1, 7, 0x40, 2, 6, 2, 1, 0, 0, 0xFC, 1, 0x40, 3, 4, 10, 0, 0, 2]
    let update = [UInt8](repeating: 0xFF, count: 16) + [0, 47, 2, 0, 0, 0, 20] + attributes + [24, 192, 0, 2]
    network.simulation.inject(update, from: 1, to: 0)
    let texts = network.simulation.events[0].filter { $0.kind == .malformed }.map(\.text)
    #expect(texts == ["malformed UPDATE: ORIGIN: has the undefined value 7: treat-as-withdraw (RFC 7606)"])
  }

  @Test("an UPDATE stands for a KEEPALIVE (RFC 4271 §8.2.2)")
  func keepalive() throws {
    let network = pair(prefixes: 0, socketRoom: 4096, seed: 6)
    network.simulation.run(for: .seconds(12))
    let before = try sessions(network)
    // The hold time is 9 s, so a KEEPALIVE is due after 3 s at most; something is announced or withdrawn each second.
    for second in 0..<30 {
      let routes =
        second.isMultiple(of: 2)
        ? [DeclaredRoute(LocalRoute(prefix: IPPrefix(IPv4Address(0xC000_0100), length: 24), kind: .workload, name: "w"))] : []
      network.simulation.act(0) { speaker, _ in speaker.declare(routes) }
      network.simulation.run(for: .seconds(1))
    }
    let after = try sessions(network)
    #expect(after.first.sent.update == before.first.sent.update + 30)
    #expect(after.first.sent.keepalive == before.first.sent.keepalive)
    #expect(after.second.sent.keepalive > before.second.sent.keepalive)
  }
}
