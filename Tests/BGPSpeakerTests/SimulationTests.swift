import BGPRIB
import BGPSession
import BGPSpeaker
import NetTypes
import Testing

@Suite("A simulated network of speakers")
struct SimulationTests {
  private static func prefix(_ number: Int) -> IPPrefix { IPPrefix(IPv4Address(0xC000_0000 + UInt32(number) << 8), length: 24) }

  @Test("two speakers that connect to each other at once end with one session, and it stays")
  func collision() throws {
    for seed in UInt64(0)..<50 {
      var random = SplitMix(state: seed)
      let network = Network(Topology(nodes: 2, extraEdges: 0, using: &random), seed: seed)
      network.simulation.run(for: .seconds(30))
      #expect(network.state(0, to: 1) == .established, "seed \(seed)")
      #expect(network.state(1, to: 0) == .established, "seed \(seed)")
      let ups = network.simulation.events.map { $0.count { $0.kind == .sessionUp } }
      network.simulation.run(for: .seconds(60))
      #expect(network.simulation.events.map { $0.count { $0.kind == .sessionUp } } == ups, "seed \(seed)")
    }
  }

  @Test("a cut is noticed by the hold timer: routes go, and come back with the session")
  func holdExpiry() throws {
    var random = SplitMix(state: 7)
    let network = Network(Topology(nodes: 2, extraEdges: 0, using: &random), seed: 7)
    network.topology.origins[Self.prefix(1)] = [0]
    network.declare(0)
    network.simulation.run(for: .seconds(30))
    network.expectConverged("before the cut", seed: 7)
    network.simulation.setCut(0, 1, true)
    // The last message before the cut is at most a keepalive interval of 3 s old.
    network.simulation.run(for: .seconds(5))
    #expect(network.held(by: 1).count == 1, "the hold time of 9 s has not passed")
    network.simulation.run(for: .seconds(5))
    network.liveEdges = []
    network.expectConverged("after the hold time", seed: 7)
    let reasons = network.simulation.events[1].filter { $0.kind == .sessionDown }.map(\.text)
    #expect(reasons == ["nothing heard from the peer for the hold time of 9 s"])
    network.simulation.setCut(0, 1, false)
    network.simulation.run(for: .seconds(300))
    network.liveEdges = network.topology.edges
    network.expectConverged("after the cut", seed: 7)
  }

  @Test("a storm of announcements and withdrawals leaves the last word everywhere, whatever sockets take at once")
  func withdrawStorm() throws {
    for room in [1, 19, 300, 1 << 20] {
      let seed = UInt64(room)
      var random = SplitMix(state: seed)
      let network = Network(Topology(nodes: 4, extraEdges: 2, using: &random), seed: seed, socketRoom: room)
      network.simulation.run(for: .seconds(30))
      for _ in 0..<60 {
        let prefix = Self.prefix(Int(random.next() % 40))
        let node = Int(random.next() % 4)
        if network.topology.origins[prefix, default: []].remove(node) == nil { network.topology.origins[prefix, default: []].insert(node) }
        network.declare(node)
        network.simulation.run(for: .microseconds(Int64(random.next() % 4000)))
      }
      network.simulation.run(for: .seconds(20))
      network.expectConverged("room \(room)", seed: seed)
    }
  }

  @Test("200 random topologies with flaps and cuts hold in the end what the shortest paths say")
  func randomTopologies() throws {
    for seed in UInt64(1)...200 {
      var random = SplitMix(state: seed)
      let nodes = 2 + Int(random.next() % 7)
      let topology = Topology(nodes: nodes, extraEdges: Int(random.next() % 6), using: &random)
      let network = Network(topology, seed: seed, socketRoom: 1 + Int(random.next() % 500))
      for number in 0..<(4 + Int(random.next() % 12)) {
        network.topology.origins[Self.prefix(number)] = [Int(random.next() % UInt64(nodes))]
      }
      for node in 0..<nodes { network.declare(node) }
      network.simulation.run(for: .seconds(15))
      disturb(network, using: &random)
      network.simulation.run(for: .seconds(300))
      network.expectConverged("\(nodes) nodes, \(topology.edges.count) edges", seed: seed)
    }
  }

  /// Resets connections, cuts links for good or for a while, moves prefixes.
  private func disturb(_ network: Network, using random: inout SplitMix) {
    let edges = network.topology.edges.sorted { ($0[0], $0[1]) < ($1[0], $1[1]) }
    for _ in 0..<(random.next() % 6) {
      let edge = edges[Int(random.next() % UInt64(edges.count))]
      switch random.next() % 4 {
      case 0: network.simulation.resetConnections(edge[0], edge[1])
      case 1:
        network.simulation.setCut(edge[0], edge[1], true)
        network.liveEdges.remove(edge)
      case 2:
        network.simulation.setCut(edge[0], edge[1], false)
        network.liveEdges.insert(edge)
      default:
        let prefix = Self.prefix(Int(random.next() % 12))
        let node = Int(random.next() % UInt64(network.topology.nodes))
        network.topology.origins[prefix] = [node]
        for node in 0..<network.topology.nodes { network.declare(node) }
      }
      network.simulation.run(for: .milliseconds(Int64(random.next() % 8000)))
    }
  }

  @Test("a disabled session says why to the peer, and comes back when it is enabled")
  func administration() throws {
    var random = SplitMix(state: 3)
    let network = Network(Topology(nodes: 2, extraEdges: 0, using: &random), seed: 3)
    network.simulation.run(for: .seconds(20))
    network.simulation.act(0) { speaker, now in #expect(speaker.administrate("n1", .disable, reason: "rack move", at: now)) }
    network.simulation.run(for: .seconds(1))
    let why = try #require(network.simulation.speakers[1].peerReport("n0", at: network.simulation.now)?.why)
    #expect(why.contains("rack move"))
    network.simulation.run(for: .seconds(120))
    #expect(network.state(0, to: 1) == .idle)
    network.simulation.act(0) { speaker, now in #expect(speaker.administrate("n1", .enable, reason: nil, at: now)) }
    network.simulation.run(for: .seconds(200))
    #expect(network.state(0, to: 1) == .established)
    network.simulation.act(0) { speaker, now in #expect(!speaker.administrate("nobody", .enable, reason: nil, at: now)) }
  }
}
