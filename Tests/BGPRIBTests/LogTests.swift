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
}
