import BGPRIB
import BGPWire
import NetTypes
import Testing

@Suite("Decision process")
struct DecisionTests {
  /// Two paths of 192.0.2.0/24 from two peers, the step that decides between them, and whether the first one wins.
  struct Row: CustomTestStringConvertible, Sendable {
    var testDescription: String
    var step: DecisionStep
    var first: @Sendable (inout Wire.Attributes) -> Void
    var second: @Sendable (inout Wire.Attributes) -> Void
    var firstAS: UInt32 = 64512
    var secondAS: UInt32 = 64512
  }

  static let rows: [Row] = [
    Row(testDescription: "higher LOCAL_PREF", step: .localPref, first: { $0.localPref = 200 }, second: { $0.path = [] }),
    Row(testDescription: "shorter AS_PATH", step: .asPathLength, first: { $0.path = [1] }, second: { $0.path = [1, 2] }),
    Row(testDescription: "lower ORIGIN", step: .origin, first: { _ in }, second: { $0.origin = 2 }),
    Row(
      testDescription: "lower MED of one neighbour", step: .med, first: { ($0.path, $0.med) = ([1], 5) },
      second: { ($0.path, $0.med) = ([1], 6) }),
    Row(
      testDescription: "a missing MED counts as 0", step: .med, first: { $0.path = [1] }, second: { ($0.path, $0.med) = ([1], 6) }),
    Row(
      testDescription: "eBGP before iBGP", step: .externalPeer, first: { $0.path = [64600] }, second: { $0.path = [64600] }, firstAS: 64600
    ),
    Row(testDescription: "lower router ID", step: .routerID, first: { _ in }, second: { _ in }),
    Row(
      testDescription: "ORIGINATOR_ID in place of the router ID", step: .routerID, first: { $0.originatorID = 1 },
      second: { $0.originatorID = 2 }),
    Row(
      testDescription: "shorter CLUSTER_LIST", step: .clusterListLength, first: { ($0.originatorID, $0.clusters) = (1, [9]) },
      second: { ($0.originatorID, $0.clusters) = (1, [9, 8]) }),
    Row(
      testDescription: "lower peer address", step: .peerAddress, first: { ($0.originatorID, $0.clusters) = (1, [9]) },
      second: { ($0.originatorID, $0.clusters) = (1, [8]) }),
  ]

  @Test("each step decides, whichever path came first", arguments: rows, [true, false])
  func decides(_ row: Row, firstComesFirst: Bool) {
    let lab = Lab()
    let one = lab.peer(1, as: row.firstAS)
    let two = lab.peer(2, as: row.secondAS)
    var first = Wire.Attributes(nextHop: "10.0.0.1")
    var second = Wire.Attributes(nextHop: "10.0.0.2")
    row.first(&first)
    row.second(&second)
    let sends = [(one, first), (two, second)]
    for (peer, attributes) in firstComesFirst ? sends : sends.reversed() { lab.send(peer, attributes, announce: ["192.0.2.0/24"]) }
    lab.settle()
    let paths = lab.paths("192.0.2.0/24")
    #expect(paths.map(\.from) == [one, two])
    #expect(paths.map(\.why) == [.best(row.step), .lost(row.step)])
  }

  @Test("MED is compared within a neighbour AS only, and the outcome does not depend on the order of arrival")
  func deterministicMED() {
    // Of RFC 4451's kind: A beats B by MED, C lies between them and has another neighbour.
    let paths: [(Int, Wire.Attributes)] = [
      (3, Wire.Attributes(path: [1], nextHop: "10.0.0.3", med: 10)), (1, Wire.Attributes(path: [1], nextHop: "10.0.0.1", med: 20)),
      (2, Wire.Attributes(path: [2], nextHop: "10.0.0.2", med: 30)),
    ]
    for order in [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
      let lab = Lab()
      let peers = paths.map { lab.peer($0.0) }
      for index in order { lab.send(peers[index], paths[index].1, announce: ["192.0.2.0/24"]) }
      lab.settle()
      let views = lab.paths("192.0.2.0/24")
      #expect(views.first?.from == peers[2], "order \(order)")
      #expect(views.first { $0.from == peers[1] }?.why == .lost(.med), "order \(order)")
    }
  }

  @Test("paths that lose at a tie-breaker only share the traffic")
  func multipath() {
    let lab = Lab()
    for number in 1...3 {
      let path: [UInt32] = number == 3 ? [9, 9] : [9]
      lab.send(lab.peer(number), Wire.Attributes(path: path, nextHop: "10.0.0.\(number)"), announce: ["192.0.2.0/24"])
    }
    lab.settle()
    #expect(lab.paths("192.0.2.0/24").filter(\.isMultipath).count == 1)
    let hops = ["10.0.0.1", "10.0.0.2"].compactMap { IPAddress($0) }.map { KernelChange.Hop(gateway: $0, interfaceIndex: 2) }
    #expect(lab.rib.takeKernelChanges(limit: 10) == [KernelChange(prefix: prefix("192.0.2.0/24"), wanted: .unicast(hops))])
  }

  @Test("a route of our own beats a learned one, and gives way when it goes")
  func localWins() {
    let lab = Lab()
    let one = lab.peer(1)
    lab.send(one, Wire.Attributes(localPref: 500), announce: ["10.65.0.2/32"])
    lab.rib.originate(LocalRoute(prefix: prefix("10.65.0.2/32"), kind: .workload, name: "stars/frontend-1"))
    lab.settle()
    #expect(lab.paths("10.65.0.2/32").map(\.from) == [.local, one])
    lab.rib.withdrawLocal(prefix("10.65.0.2/32"), kind: .workload, name: "stars/frontend-1")
    lab.settle()
    #expect(lab.paths("10.65.0.2/32").map(\.why) == [.onlyPath])
  }

  @Test("loops are refused and named")
  func loops() {
    let lab = Lab(clusterID: 77)
    let one = lab.peer(1)
    let cases: [(Wire.Attributes, RouteReason)] = [
      (Wire.Attributes(path: [1, 64512]), .ownASInPath(ASNumber(64512))),
      (Wire.Attributes(originatorID: 0x0A00_000A), .ownOriginator(RouterID(0x0A00_000A))),
      (Wire.Attributes(originatorID: 5, clusters: [3, 77]), .clusterLoop(77)),
      (Wire.Attributes(nextHop: "172.16.0.1"), .unresolvedNextHop(.v4(IPv4Address(0xAC10_0001)))),
      (Wire.Attributes(nextHop: "10.0.0.250"), .ownNextHop(.v4(IPv4Address(0x0A00_00FA)))),
    ]
    for (attributes, reason) in cases {
      lab.send(one, attributes, announce: ["192.0.2.0/24"])
      lab.settle()
      #expect(lab.paths("192.0.2.0/24").map(\.why) == [reason])
    }
  }
}
