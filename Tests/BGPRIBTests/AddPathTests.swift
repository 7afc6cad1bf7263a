import BGPFilters
import BGPRIB
import BGPWire
import NetTypes
import Testing

@Suite("Several paths of a prefix (RFC 7911)")
struct AddPathTests {
  private static let destination = "192.0.2.0/24"

  /// A reflector with two clients that announce the same prefix, and one that takes several paths.
  private final class Reflector {
    let lab: Lab
    let sources: [PeerIndex]
    let taker: PeerIndex

    init(_ selection: PathSelection = .all, logLimit: UInt64 = 8 << 20, sources: Int = 2) {
      lab = Lab(clusterID: 77) { $0.logLimit = logLimit }
      self.sources = (1...sources).map { [lab] in lab.peer($0) { $0.isReflectorClient = true } }
      taker = lab.peer(9) { peer in
        peer.isReflectorClient = true
        peer.sendPaths = [.ipv4: selection, .ipv6: selection]
      }
    }

    func announce(_ source: Int, localPref: UInt32 = 100, med: UInt32? = nil) {
      lab.send(
        sources[source - 1], Wire.Attributes(nextHop: "10.0.0.\(source)", med: med, localPref: localPref), announce: [destination])
    }

    func hops() -> [String] {
      lab.settle()
      return lab.hops(of: destination, heldBy: taker)
    }

    var identifiers: Set<UInt32> { Set((lab.receivers[taker]?.paths[prefix(destination)] ?? [:]).keys) }
  }

  @Test("a client with ADD-PATH gets the paths of two others, one without the best alone")
  func reflector() {
    let lab = Reflector()
    let plain = lab.lab.peer(8) { $0.isReflectorClient = true }
    lab.announce(1)
    lab.announce(2)
    #expect(lab.hops() == ["10.0.0.1", "10.0.0.2"])
    #expect(lab.lab.held(by: plain) == [Self.destination])
    #expect(lab.lab.rib.statistics(of: lab.taker).ipv4.sent == 2 && lab.lab.rib.statistics(of: plain).ipv4.sent == 1)
    lab.lab.send(lab.sources[0], withdraw: [Self.destination])
    #expect(lab.hops() == ["10.0.0.2"])
    lab.lab.send(lab.sources[1], withdraw: [Self.destination])
    #expect(lab.hops() == [])
  }

  @Test("a path keeps its identifier for as long as it is there, whatever becomes of it and of others")
  func identifiers() {
    let lab = Reflector(sources: 3)
    lab.announce(1)
    #expect(lab.hops() == ["10.0.0.1"])
    let first = lab.identifiers
    lab.announce(2, localPref: 200)
    lab.announce(3)
    #expect(lab.hops().count == 3)
    #expect(lab.identifiers.isSuperset(of: first))
    lab.announce(1, localPref: 300)
    lab.lab.send(lab.sources[1], withdraw: [Self.destination])
    #expect(lab.hops() == ["10.0.0.1", "10.0.0.3"])
    #expect(lab.identifiers.isSuperset(of: first))
    let announced = lab.lab.receivers[lab.taker]?.announcements
    #expect(announced == 4, "a path that stays as it is is not sent again")
  }

  @Test(
    "which paths go is the peer's choice",
    arguments: [
      (PathSelection.all, ["10.0.0.1", "10.0.0.2", "10.0.0.3", "10.0.0.4"]), (.best(2), ["10.0.0.1", "10.0.0.2"]),
      (.best(3), ["10.0.0.1", "10.0.0.2", "10.0.0.3"]), (.ecmp, ["10.0.0.1", "10.0.0.2"]),
    ])
  func selection(_ selection: PathSelection, _ expected: [String]) {
    let lab = Reflector(selection, sources: 4)
    lab.announce(4, localPref: 80)
    lab.announce(3, localPref: 90)
    lab.announce(2)
    lab.announce(1)
    #expect(lab.hops() == expected)
    // The same choice under way: only the difference is sent.
    let other = Reflector(selection == .all ? .ecmp : .all, sources: 4)
    for (source, preference) in [(1, 100), (2, 100), (3, 90), (4, 80)] { other.announce(source, localPref: UInt32(preference)) }
    other.lab.settle()
    var changed = other.lab.peers[other.taker] ?? Lab.peer(9)
    changed.sendPaths = [.ipv4: selection, .ipv6: selection]
    _ = other.lab.rib.update(other.taker, to: changed)
    #expect(other.hops() == expected)
  }

  @Test("a peer that takes and sends several never gets one of its own, and hears of those that come instead")
  func splitHorizon() {
    let lab = Lab(clusterID: 77)
    let both = (1...3).map { number in
      lab.peer(number) { peer in
        peer.isReflectorClient = true
        peer.context.addPath = .all
        peer.sendPaths = [.ipv4: .all, .ipv6: .all]
      }
    }
    for (number, peer) in both.enumerated() {
      lab.receivers[peer]?.ownMark = 300 << 16 | UInt32(number)
      for pathID in UInt32(1)...2 {
        for text in [Self.destination, "fd00:9::/32"] {
          let hop = text.contains(":") ? "fd00::\(number + 1)" : "10.0.0.\(number + 1)"
          let attributes = Wire.Attributes(nextHop: hop, med: pathID, communities: [300 << 16 | UInt32(number)])
          lab.send(peer, Wire.update(attributes, announce: [prefix(text)], pathID: pathID))
        }
      }
    }
    lab.settle()
    #expect(lab.hops(of: Self.destination, heldBy: both[0]) == ["10.0.0.2", "10.0.0.2", "10.0.0.3", "10.0.0.3"])
    #expect(lab.hops(of: "fd00:9::/32", heldBy: both[2]) == ["fd00::1", "fd00::1", "fd00::2", "fd00::2"])
    guard case .sent(let shown)? = lab.rib.explain(prefix(Self.destination), to: both[0])?.exports[both[0]] else {
      return #expect(Bool(false), "the best path is the peer's own, another is sent")
    }
    #expect(shown.nextHop.address.description == "10.0.0.2")
    lab.send(both[1], Wire.update(withdraw: [prefix(Self.destination)], pathID: 1))
    lab.settle()
    #expect(lab.hops(of: Self.destination, heldBy: both[0]) == ["10.0.0.2", "10.0.0.3", "10.0.0.3"])
    #expect(lab.hops(of: Self.destination, heldBy: both[1]) == ["10.0.0.1", "10.0.0.1", "10.0.0.3", "10.0.0.3"])
  }

  @Test("an identifier that comes to stand for a peer's own path is withdrawn from that peer", arguments: [false, true])
  func reusedIdentifier(isSlow: Bool) {
    let lab = Reflector(logLimit: isSlow ? 0 : 8 << 20, sources: 1)
    lab.announce(1)
    #expect(lab.hops() == ["10.0.0.1"])
    // The place of the one path is free when the other comes, within one round.
    lab.lab.send(lab.sources[0], withdraw: [Self.destination])
    lab.lab.send(lab.taker, Wire.Attributes(nextHop: "10.0.0.9"), announce: [Self.destination])
    if isSlow { lagBehind(lab) }
    #expect(lab.hops() == [])
    #expect((lab.lab.rib.statistics(of: lab.taker).resyncs > 0) == isSlow)
  }

  private func lagBehind(_ lab: Reflector) {
    while lab.lab.rib.process(limit: 100) {}
    for round in 0..<400 {
      lab.lab.send(lab.sources[0], Wire.Attributes(med: UInt32(round)), announce: ["198.51.100.0/24"])
      while lab.lab.rib.process(limit: 100) {}
    }
  }

  @Test("a slow peer skips what came and went, and hears of every path that is gone")
  func slow() {
    let lab = Reflector(logLimit: 0, sources: 3)
    for source in 1...3 { lab.announce(source) }
    #expect(lab.hops().count == 3)
    let before = lab.lab.receivers[lab.taker]?.announcements ?? 0
    lab.lab.send(lab.sources[1], withdraw: [Self.destination])
    lagBehind(lab)
    lab.announce(3, localPref: 50)
    #expect(lab.hops() == ["10.0.0.1", "10.0.0.3"])
    #expect(lab.lab.rib.statistics(of: lab.taker).resyncs > 0)
    #expect((lab.lab.receivers[lab.taker]?.announcements ?? 0) - before < 200, "intermediate states are skipped")
  }

  @Test("a late joiner and a refresh get all paths, between BoRR and EoRR")
  func joinAndRefresh() {
    let lab = Reflector()
    lab.announce(1)
    lab.announce(2)
    lab.lab.settle()
    let late = lab.lab.peer(8) { peer in
      (peer.isReflectorClient, peer.enhancedRefresh) = (true, true)
      peer.sendPaths = [.ipv4: .all]
    }
    lab.lab.settle()
    #expect(lab.lab.hops(of: Self.destination, heldBy: late) == ["10.0.0.1", "10.0.0.2"])
    #expect(lab.lab.receivers[late]?.endsOfRIB.count == 2)
    lab.lab.rib.requestRefresh(late, .ipv4)
    lab.lab.settle()
    #expect(lab.lab.receivers[late]?.announcements == 4)
    #expect(lab.lab.receivers[late]?.refreshes.map(\.1) == [1, 2])
  }

  @Test("export rules judge each path, and a new rule withdraws and sends by identifier")
  func filters() {
    let lab = Reflector()
    lab.announce(1)
    lab.lab.send(
      lab.sources[1], Wire.Attributes(nextHop: "10.0.0.2", communities: [100 << 16 | 1]), announce: [Self.destination])
    #expect(lab.hops().count == 2)
    var refusesMarked = FilterDefinition(name: "refuse-marked")
    var rule = FilterRule(.reject)
    rule.communities = [.standard(100 << 16 | 1)]
    refusesMarked.exportV4 = [rule]
    let open = lab.lab.peers[lab.taker] ?? Lab.peer(9)
    var closed = open
    closed.filters = [refusesMarked]
    _ = lab.lab.rib.update(lab.taker, to: closed)
    #expect(lab.hops() == ["10.0.0.1"])
    _ = lab.lab.rib.update(lab.taker, to: open)
    #expect(lab.hops() == ["10.0.0.1", "10.0.0.2"])
  }

  @Test("what a peer is sent is shown path by path, with the identifiers that it sees")
  func query() {
    let lab = Reflector()
    lab.announce(1)
    lab.announce(2)
    lab.lab.settle()
    var query = RouteQuery()
    (query.prefix, query.to) = (prefix(Self.destination), lab.taker)
    let shown = lab.lab.rib.routes(matching: query, limit: 10).routes
    #expect(Set(shown.compactMap(\.pathID)) == lab.identifiers && shown.count == 2)
    #expect(shown.allSatisfy { $0.fields.clusterListLength == 1 })
  }

  @Test("a client with multipath that gets two paths through a reflector spreads over both next hops")
  func multipathThroughReflector() {
    let reflector = Reflector()
    reflector.announce(1)
    reflector.announce(2)
    reflector.lab.settle()
    let client = Lab()
    let session = client.peer(1) { $0.context.addPath = .all }
    for (pathID, route) in reflector.lab.receivers[reflector.taker]?.paths[prefix(Self.destination)] ?? [:] {
      let hop = route.nextHop?.address.description ?? ""
      let received = Wire.Attributes(nextHop: hop, localPref: 100, originatorID: hop == "10.0.0.1" ? 1 : 2, clusters: [77])
      client.send(session, Wire.update(received, announce: [prefix(Self.destination)], pathID: pathID))
    }
    client.settle()
    let change = client.rib.takeKernelChanges(limit: 9).last { $0.prefix == prefix(Self.destination) }
    guard case .unicast(let hops)? = change?.wanted else { return #expect(Bool(false), "no kernel route") }
    #expect(hops.map(\.gateway.description) == ["10.0.0.1", "10.0.0.2"])
  }

  @Test("a peer that becomes a client has its routes passed on, and taken back when it is none any more", arguments: [false, true])
  func roleOfSource(hasAddPath: Bool) {
    let lab = Lab(clusterID: 77)
    let source = lab.peer(1)
    let other = lab.peer(2) { if hasAddPath { $0.sendPaths = [.ipv4: .all] } }
    func count() -> Int {
      lab.settle()
      return (lab.receivers[other]?.paths.count ?? 0) + (lab.receivers[other]?.routes.count ?? 0)
    }
    lab.send(source, Wire.Attributes(), announce: [Self.destination])
    #expect(count() == 0, "not reflected between peers that are no clients")
    let plain = lab.peers[source] ?? Lab.peer(1)
    var client = plain
    client.isReflectorClient = true
    _ = lab.rib.update(source, to: client)
    #expect(count() == 1)
    _ = lab.rib.update(source, to: plain)
    #expect(count() == 0)
  }
}
