import BGPWire
import Glibc
import NetTypes
import Testing

@testable import BGPRIB

@Suite("The memory of a group's log")
struct LogTests {
  @Test("what everybody has read is freed, whether or not a snapshot was taken there, and the source of all routes does not hold it")
  func freed() {
    let lab = Lab(clusterID: 1)
    let source = lab.peer(1) { $0.isReflectorClient = true }
    let receiver = lab.peer(2) { $0.isReflectorClient = true }
    lab.settle()
    weak let first = lab.rib.groups[Int(AddressFamily.ipv4.rawValue)].first?.log.last
    #expect(first != nil)
    for round in 0..<1000 {
      lab.send(source, Wire.Attributes(localPref: UInt32(round + 1)), announce: (0..<20).map { "192.0.\($0).0/24" })
      lab.settle()
      #expect(lab.rib.statistics(of: source).queuedBytes == 0)
      #expect(lab.rib.statistics(of: receiver).queuedBytes == 0)
    }
    // 150 kB of messages: more than the log holds for joiners with so few prefixes.
    #expect(first == nil)
    #expect(lab.rib.statistics(of: source).resyncs == 0)
  }

  @Test("a peer that reads nothing, or stopped inside a message, does not hold the log", arguments: [0, 30, 2000])
  func notHeld(read: Int) {
    let lab = Lab(clusterID: 1) { $0.logLimit = 4000 }
    let source = lab.peer(1) { $0.isReflectorClient = true }
    let fast = lab.peer(2) { $0.isReflectorClient = true }
    let slow = lab.peer(3) { $0.isReflectorClient = true }
    lab.settle()
    func round(_ number: Int) {
      lab.send(source, Wire.Attributes(localPref: UInt32(number + 1)), announce: (0..<100).map { "192.0.\($0).0/24" })
      while lab.rib.process(limit: 100) {}
      lab.receivers[fast]?.read(lab.rib)
    }
    for number in 0..<10 { round(number) }
    lab.receivers[slow]?.read(lab.rib, limit: read)
    let group = lab.rib.groups[Int(AddressFamily.ipv4.rawValue)].first
    weak let held = group?.log.last
    for number in 10..<200 { round(number) }
    weak let later = group?.log.last
    for number in 200..<600 { round(number) }
    #expect(held == nil && later == nil)
    #expect(lab.rib.statistics(of: slow).resyncs == 1 && lab.rib.statistics(of: slow).queuedBytes < 8000)
    lab.settle()
    #expect(lab.receivers[slow]?.routes == lab.receivers[fast]?.routes)
    #expect(lab.receivers[slow]?.routes.count == 100)
  }

  @Test("when all from before is sent, the difference is announced as more to write")
  func awaitsDifference() {
    let lab = Lab(clusterID: 1) { $0.logLimit = 4000 }
    let source = lab.peer(1) { $0.isReflectorClient = true }
    let slow = lab.peer(2) { $0.isReflectorClient = true }
    lab.settle()
    for number in 0..<100 {
      lab.send(source, Wire.Attributes(localPref: UInt32(number + 1)), announce: (0..<20).map { "192.0.\($0).0/24" })
      while lab.rib.process(limit: 100) {}
    }
    #expect(lab.rib.awaitsDifference(slow))
    lab.settle()
    #expect(!lab.rib.awaitsDifference(slow) && lab.held(by: slow).count == 20)
  }

  @Test("the routes of many clients are one piece of the log for who announced none of them, and two for who did")
  func pieces() {
    let lab = Lab(clusterID: 1)
    let clients = (1...20).map { number in lab.peer(number) { $0.isReflectorClient = true } }
    lab.settle()
    for (number, client) in clients.enumerated() where number > 0 {
      lab.send(client, Wire.Attributes(nextHop: "10.0.0.\(number + 1)"), announce: ["192.0.\(number).0/24"])
    }
    while lab.rib.process(limit: 1000) {}
    let places = UnsafeMutableBufferPointer<iovec>.allocate(capacity: 64)
    defer { places.deallocate() }
    #expect(lab.rib.output(for: clients[0], into: places) == 1)
    #expect(lab.rib.output(for: clients[10], into: places) == 2)
    #expect(lab.rib.output(for: clients[19], into: places) == 1)
  }

  @Test("peers that move from one group to another with one reload share what tells them")
  func sharedMove() {
    let lab = Lab(clusterID: 1)
    let source = lab.peer(1) { $0.isReflectorClient = true }
    let clients = (2...9).map { number in lab.peer(number) { $0.isReflectorClient = true } }
    let other = lab.peer(20, as: 64620)
    lab.send(source, Wire.Attributes(), announce: ["192.0.2.0/24", "198.51.100.0/24"])
    lab.send(clients[0], Wire.Attributes(), announce: ["203.0.113.0/24"])
    lab.send(other, Wire.Attributes(path: [64620]), announce: ["10.9.0.0/16"])
    lab.settle()
    for client in [source] + clients {
      guard var peer = lab.rib.state(client)?.peer else { continue }
      peer.nextHopMode = .`self`
      _ = lab.rib.update(client, to: peer)
    }
    #expect(lab.rib.moves.count == 2, "one of each family")
    lab.settle()
    #expect(lab.rib.moves.isEmpty)
    #expect(lab.receivers[clients[3]]?.routes.count == 4)
    #expect(lab.receivers[clients[0]]?.routes.count == 3, "without its own")
    #expect(lab.receivers[source]?.routes.count == 2)
  }
}
