import BGPFilters
import BGPRIB
import BGPSession
import BGPSpeaker
import BGPWire
import NetTypes
import Testing

/// A diamond: node 0 learns a prefix from 1 and 2, and passes it on to 3.
@Suite("ADD-PATH between speakers")
struct AddPathTests {
  private let prefix = IPPrefix(IPv4Address(0xC000_0200), length: 24)

  private func diamond(_ selection: PathSelection?, receives: Bool) -> Network {
    var random = SplitMix(state: 21)
    var topology = Topology(nodes: 4, extraEdges: 0, using: &random)
    topology.edges = [[0, 1], [0, 2], [0, 3]]
    topology.origins[prefix] = [1, 2]
    let network = Network(topology, seed: 21)
    set(network, node: 0, peer: "n3") { Self.send(selection, &$0) }
    set(network, node: 3, peer: "n0") { $0.session.addPathReceive = receives ? .ipv4 : [] }
    network.declare(1)
    network.declare(2)
    network.simulation.run(for: .seconds(30))
    return network
  }

  private static func send(_ selection: PathSelection?, _ peer: inout SpeakerPeer) {
    peer.session.addPathSend = selection == nil ? [] : .ipv4
    peer.routing.sendPaths = selection.map { [.ipv4: $0] } ?? [:]
  }

  private func set(_ network: Network, node: Int, peer: String, _ change: (inout SpeakerPeer) -> Void) {
    var configuration = network.topology.configuration(node, hashSeed: 0)
    guard let place = configuration.peers.firstIndex(where: { $0.name == peer }) else { return }
    change(&configuration.peers[place])
    network.simulation.act(node) { $0.reconfigure(configuration, at: $1) }
  }

  private func paths(_ network: Network, at node: Int) -> [RouteView] {
    var query = RouteQuery()
    query.prefix = prefix
    return network.simulation.speakers[node].routes(query, from: RouteCursor(), limit: 9).routes
  }

  @Test(
    "several paths are sent if one side offers to send and the other to receive", arguments: [true, false], [PathSelection.all, nil])
  func negotiation(receives: Bool, selection: PathSelection?) {
    let network = diamond(selection, receives: receives)
    let isAgreed = receives && selection != nil
    let paths = paths(network, at: 3)
    #expect(paths.count == (isAgreed ? 2 : 1))
    #expect(Set(paths.map { ASPathReading.asPath($0.attributes) }).count == paths.count)
    #expect(paths.allSatisfy { ($0.pathID != nil) == isAgreed })
    #expect(network.simulation.speakers[0].peerReport("n3", at: network.simulation.now)?.routes.ipv4.sent == paths.count)
  }

  @Test("another choice of paths keeps the session, to begin or to stop sending several resets this one alone")
  func reload() {
    let network = diamond(.all, receives: true)
    func ups() -> [Int] { (1...3).map { node in network.simulation.events[node].count { $0.kind == .sessionUp } } }
    let before = ups()
    set(network, node: 0, peer: "n3") { Self.send(.best(1), &$0) }
    network.simulation.run(for: .seconds(5))
    #expect(paths(network, at: 3).count == 1)
    #expect(ups() == before)
    set(network, node: 0, peer: "n3") { Self.send(nil, &$0) }
    network.simulation.run(for: .seconds(60))
    #expect(paths(network, at: 3).map(\.pathID) == [nil])
    set(network, node: 0, peer: "n3") { Self.send(.all, &$0) }
    network.simulation.run(for: .seconds(60))
    #expect(paths(network, at: 3).count == 2)
    #expect(ups() == [before[0], before[1], before[2] + 2])
  }
}
