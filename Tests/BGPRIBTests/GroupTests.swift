import BGPFilters
import BGPRIB
import BGPWire
import NetTypes
import Testing

@Suite("Update groups and their logs")
struct GroupTests {
  @Test("peers that are alike share a group, others do not")
  func grouping() {
    let lab = Lab(clusterID: 1)
    for number in 1...3 { lab.peer(number) { $0.isReflectorClient = true } }
    for number in 4...5 { lab.peer(number, as: 64600) }
    lab.peer(6) { $0.context.fourOctetAS = false }
    #expect(lab.rib.groupSizes(of: .ipv4).sorted() == [1, 2, 3])
  }

  @Test("a client never gets its own route, and drops the one of another when its own wins")
  func splitHorizon() {
    let lab = Lab(clusterID: 1)
    let clients = (1...3).map { lab.peer($0) { $0.isReflectorClient = true } }
    lab.send(clients[0], Wire.Attributes(localPref: 100), announce: ["192.0.2.0/24"])
    lab.settle()
    #expect(clients.map(lab.held) == [[], ["192.0.2.0/24"], ["192.0.2.0/24"]])
    lab.send(clients[1], Wire.Attributes(localPref: 200), announce: ["192.0.2.0/24"])
    lab.settle()
    #expect(clients.map(lab.held) == [["192.0.2.0/24"], [], ["192.0.2.0/24"]])
    lab.send(clients[1], withdraw: ["192.0.2.0/24"])
    lab.settle()
    #expect(clients.map(lab.held) == [[], ["192.0.2.0/24"], ["192.0.2.0/24"]])
  }

  @Test("one message carries all prefixes of an attribute set")
  func packing() {
    let lab = Lab()
    let one = lab.peer(1, as: 64600)
    let two = lab.peer(2, as: 64601)
    lab.settle()
    let before = lab.receivers[two]?.updates ?? 0
    for number in 0..<100 {
      lab.send(one, Wire.Attributes(path: [64600, UInt32(1 + number % 2)]), announce: ["192.0.\(number).0/24"])
    }
    lab.settle()
    #expect(lab.receivers[two]?.routes.count == 100)
    #expect((lab.receivers[two]?.updates ?? 0) - before == 2)
  }

  @Test("a late joiner gets the snapshot, then changes, then End-of-RIB once for each family")
  func lateJoiner() {
    let lab = Lab()
    let one = lab.peer(1, as: 64600)
    lab.send(one, Wire.Attributes(path: [64600]), announce: (0..<50).map { "192.0.\($0).0/24" })
    lab.settle()
    lab.send(one, withdraw: ["192.0.7.0/24"])
    let late = lab.peer(2, as: 64601)
    lab.settle()
    #expect(lab.receivers[late]?.routes.count == 49)
    #expect(lab.receivers[late]?.endsOfRIB.sorted { $0.afi < $1.afi } == [.ipv4, .ipv6])
    let third = lab.peer(3, as: 64602)
    lab.settle()
    #expect(lab.receivers[third]?.routes == lab.receivers[late]?.routes)
  }

  @Test("ROUTE-REFRESH is answered between BoRR and EoRR if the peer knows them", arguments: [true, false])
  func refresh(isEnhanced: Bool) {
    let lab = Lab()
    let one = lab.peer(1, as: 64600)
    let two = lab.peer(2, as: 64601) { $0.enhancedRefresh = isEnhanced }
    lab.send(one, Wire.Attributes(path: [64600]), announce: ["192.0.2.0/24"])
    lab.settle()
    lab.rib.requestRefresh(two, .ipv4)
    lab.settle()
    #expect(lab.receivers[two]?.announcements == 2)
    #expect(lab.receivers[two]?.refreshes.map(\.1) == (isEnhanced ? [1, 2] : []))
  }

  @Test("a peer that asks again and again for everything gets the answer under way and one more", arguments: [false, true])
  func refreshes(isEnhanced: Bool) {
    let lab = Lab()
    let one = lab.peer(1, as: 64600)
    let two = lab.peer(2, as: 64601) { $0.enhancedRefresh = isEnhanced }
    lab.send(one, Wire.Attributes(path: [64600]), announce: ["192.0.2.0/24"])
    lab.settle()
    for _ in 0..<1000 { lab.rib.requestRefresh(two, .ipv4) }
    #expect(lab.rib.statistics(of: two).queuedBytes < 1000)
    lab.settle()
    #expect(lab.receivers[two]?.announcements == 3)
    #expect(lab.receivers[two]?.refreshes.map(\.1) == (isEnhanced ? [1, 2, 1, 2] : []))
    lab.rib.requestRefresh(two, .ipv4)
    lab.settle()
    #expect(lab.receivers[two]?.announcements == 4, "later ones are answered as the first")
  }

  @Test("a peer that reads nothing is brought to the latest state, and the others are not held up")
  func slowPeer() {
    let lab = Lab { $0.logLimit = 4000 }
    let feeder = lab.peer(1, as: 64600)
    let fast = lab.peer(2, as: 64601)
    let slow = lab.peer(3, as: 64602)
    lab.settle()
    for round in 0..<200 {
      lab.send(feeder, Wire.Attributes(path: [64600, UInt32(round + 1)]), announce: (0..<20).map { "192.0.\($0).0/24" })
      if round % 3 == 0 { lab.send(feeder, withdraw: ["192.0.\(round % 20).0/24"]) }
      while lab.rib.process(limit: 100) {}
      lab.receivers[fast]?.read(lab.rib)
    }
    #expect(lab.rib.statistics(of: slow).resyncs > 0)
    #expect(lab.rib.statistics(of: fast).resyncs == 0)
    lab.settle()
    #expect(lab.receivers[slow]?.routes == lab.receivers[fast]?.routes)
    #expect((lab.receivers[slow]?.announcements ?? 0) < 400, "intermediate states are skipped")
  }

  @Test("a peer that has fallen behind and asks for everything again gets it")
  func refreshWhileBehind() {
    let lab = Lab { $0.logLimit = 1000 }
    let feeder = lab.peer(1, as: 64600)
    let slow = lab.peer(2, as: 64601) { $0.enhancedRefresh = true }
    lab.send(feeder, Wire.Attributes(path: [64600]), announce: ["198.51.100.0/24", "192.0.2.0/24"])
    lab.settle()
    for round in 0..<40 {
      lab.send(feeder, Wire.Attributes(path: [64600, UInt32(round + 1)]), announce: ["198.51.100.0/24"])
      while lab.rib.process(limit: 100) {}
    }
    #expect(lab.rib.statistics(of: slow).resyncs > 0)
    let before = lab.receivers[slow]?.announcements ?? 0
    lab.rib.requestRefresh(slow, .ipv4)
    lab.settle()
    #expect(lab.receivers[slow]?.refreshes.map(\.1) == [1, 2])
    #expect((lab.receivers[slow]?.announcements ?? 0) - before >= 3, "the difference, then everything")
    #expect(lab.receivers[slow]?.routes.count == 2)
  }

  @Test("workloads inside an own block are covered by it, borrowed ones are advertised")
  func blocks() {
    let lab = Lab()
    let one = lab.peer(1, as: 64600) { $0.filters = [] }
    lab.rib.originate(LocalRoute(prefix: prefix("10.65.0.2/32"), kind: .workload, name: "own"))
    lab.rib.originate(LocalRoute(prefix: prefix("10.66.0.9/32"), kind: .workload, name: "borrowed"))
    lab.settle()
    #expect(lab.held(by: one) == ["10.65.0.2/32", "10.66.0.9/32"])
    lab.rib.originate(LocalRoute(prefix: prefix("10.65.0.0/26"), kind: .block, name: "blocks[0]"))
    lab.settle()
    #expect(lab.held(by: one) == ["10.65.0.0/26", "10.66.0.9/32"])
    #expect(lab.rib.explain(prefix("10.65.0.2/32"), to: one)?.exports[one] == .refused(.coveredByBlock))
    #expect(lab.rib.takeKernelChanges(limit: 9).contains { $0.prefix == prefix("10.65.0.0/26") && $0.wanted == .blackhole })
    lab.rib.withdrawLocal(prefix("10.65.0.0/26"), kind: .block, name: "blocks[0]")
    lab.settle()
    #expect(lab.held(by: one) == ["10.65.0.2/32", "10.66.0.9/32"])
  }

  @Test("an eBGP peer without filters sends us nothing and gets own routes only")
  func ownRoutes() {
    let lab = Lab()
    let one = lab.peer(1, as: 64600) { $0.filters = [] }
    let two = lab.peer(2, as: 64601)
    lab.send(two, Wire.Attributes(path: [64601]), announce: ["198.51.100.0/24"])
    lab.send(one, Wire.Attributes(path: [64600]), announce: ["192.0.2.0/24"])
    lab.settle()
    #expect(lab.held(by: one).isEmpty)
    #expect(lab.paths("192.0.2.0/24").map(\.why) == [.filtered("filter own-routes, importV4[0]: Reject")])
    #expect(lab.rib.statistics(of: one).ipv4.filtered == 1)
  }
}
