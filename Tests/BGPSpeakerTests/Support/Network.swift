import BGPRIB
import BGPSession
import BGPSpeaker
import NetTypes
import Testing

/// A topology, its simulated network, and the comparison of the two.
final class Network {
  var topology: Topology
  let simulation: SimulatedNetwork
  /// Edges over which sessions can exist at the moment.
  var liveEdges: Set<[Int]>

  init(_ topology: Topology, seed: UInt64, socketRoom: Int = 1 << 20) {
    self.topology = topology
    liveEdges = topology.edges
    simulation = SimulatedNetwork(seed: seed)
    simulation.socketRoom = socketRoom
    for node in 0..<topology.nodes {
      simulation.add(topology.configuration(node, hashSeed: seed &+ UInt64(node)), address: Topology.address(node))
    }
  }

  /// Declares what each node originates by the topology.
  func declare(_ node: Int) {
    let routes = topology.origins.filter { $0.value.contains(node) }.keys.sorted().map {
      DeclaredRoute(LocalRoute(prefix: $0, kind: .workload, name: "\($0)"))
    }
    simulation.act(node) { speaker, _ in speaker.declare(routes) }
  }

  /// What the node holds as best: the AS path of each prefix.
  func held(by node: Int) -> [IPPrefix: [ASNumber]] {
    var held: [IPPrefix: [ASNumber]] = [:]
    var cursor: RouteCursor? = RouteCursor()
    while let place = cursor {
      let page = simulation.speakers[node].routes(RouteQuery(), from: place, limit: 7)
      for route in page.routes where route.isBest { held[route.prefix] = ASPathReading.asPath(route.attributes) }
      cursor = page.next
    }
    return held
  }

  /// The state of a session as one of its ends sees it.
  func state(_ node: Int, to other: Int) -> SessionState? {
    simulation.speakers[node].peerReport("n\(other)", at: simulation.now)?.state
  }

  /// Records an issue for each node that does not hold what it should.
  func expectConverged(_ comment: String, seed: UInt64, sourceLocation: SourceLocation = #_sourceLocation) {
    for node in 0..<topology.nodes {
      let expected = topology.expectedPaths(of: node, over: liveEdges)
      #expect(held(by: node) == expected, "\(comment): node \(node), seed \(seed)", sourceLocation: sourceLocation)
    }
  }
}
