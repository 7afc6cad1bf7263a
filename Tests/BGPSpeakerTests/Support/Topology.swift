import BGPFilters
import BGPRIB
import BGPSession
import BGPSpeaker
import BGPWire
import NetTypes

/// A network in which every node is an AS of its own, and what each node should hold by the book: the shortest path, of equal ones that
/// through the neighbour with the lowest router ID.
struct Topology {
  var nodes: Int
  var edges: Set<[Int]>
  /// Prefixes by the nodes that originate them.
  var origins: [IPPrefix: Set<Int>] = [:]

  /// A connected random graph.
  init(nodes: Int, extraEdges: Int, using random: inout SplitMix) {
    self.nodes = nodes
    edges = []
    for node in 1..<max(nodes, 2) where node < nodes { edges.insert([Int(random.next() % UInt64(node)), node]) }
    for _ in 0..<extraEdges where nodes > 1 {
      let first = Int(random.next() % UInt64(nodes))
      let second = Int(random.next() % UInt64(nodes))
      if first != second { edges.insert([min(first, second), max(first, second)]) }
    }
  }

  static func address(_ node: Int) -> IPAddress { .v4(IPv4Address(0x0A00_0000 + UInt32(node) + 1)) }
  static func asNumber(_ node: Int) -> ASNumber { ASNumber(64_512 + UInt32(node)) }

  func neighbours(_ node: Int) -> [Int] {
    edges.compactMap { $0[0] == node ? $0[1] : $0[1] == node ? $0[0] : nil }.sorted()
  }

  func configuration(_ node: Int, hashSeed: UInt64) -> SpeakerConfiguration {
    let routerID = RouterID(UInt32(node) + 1)
    var rib = RIBConfiguration(localAS: Self.asNumber(node), routerID: routerID, hashSeed: hashSeed)
    rib.requiresResolvedNextHops = false
    rib.maximumPrefixes = 1 << 12
    rib.maximumPathCount = 1 << 14
    let peers = neighbours(node).map { Self.peer(of: node, to: $0, routerID) }
    return SpeakerConfiguration(rib: rib, listen: [Endpoint(Self.address(node))], peers: peers)
  }

  private static func peer(of node: Int, to other: Int, _ routerID: RouterID) -> SpeakerPeer {
    var session = PeerConfiguration(
      name: "n\(other)", address: address(other), remoteAS: .number(asNumber(other)), localAS: asNumber(node), localRouterID: routerID)
    session.holdTime = 9
    session.gracefulRestart = nil
    let context = UpdateContext(peerType: .external, peerAS: asNumber(other), families: .ipv4)
    var routing = RIBPeer(name: "n\(other)", address: address(other), routerID: RouterID(0), context: context)
    routing.filters = [BuiltInFilter.acceptAll.definition]
    return SpeakerPeer(
      name: "n\(other)", endpoint: Endpoint(address(other)), session: session, transport: TransportOptions(), routing: routing)
  }

  /// For each reachable prefix the AS path that the node should use; an own prefix has an empty one.
  func expectedPaths(of node: Int, over edges: Set<[Int]>) -> [IPPrefix: [ASNumber]] {
    var expected: [IPPrefix: [ASNumber]] = [:]
    for (prefix, origins) in origins where !origins.isEmpty {
      let distances = distances(from: origins, over: edges)
      guard distances[node] != nil else { continue }
      expected[prefix] = path(from: node, distances, over: edges)
    }
    return expected
  }

  private func distances(from origins: Set<Int>, over edges: Set<[Int]>) -> [Int: Int] {
    var distances = Dictionary(uniqueKeysWithValues: origins.map { ($0, 0) })
    var frontier = Array(origins)
    while !frontier.isEmpty {
      var next: [Int] = []
      for node in frontier {
        for edge in edges where edge.contains(node) {
          let other = edge[0] == node ? edge[1] : edge[0]
          if distances[other] == nil {
            distances[other] = (distances[node] ?? 0) + 1
            next.append(other)
          }
        }
      }
      frontier = next
    }
    return distances
  }

  private func path(from node: Int, _ distances: [Int: Int], over edges: Set<[Int]>) -> [ASNumber] {
    var path: [ASNumber] = []
    var at = node
    while let distance = distances[at], distance > 0 {
      let closer = edges.compactMap { $0[0] == at ? $0[1] : $0[1] == at ? $0[0] : nil }.filter { distances[$0] == distance - 1 }
      guard let next = closer.min() else { break }
      path.append(Self.asNumber(next))
      at = next
    }
    return path
  }
}
