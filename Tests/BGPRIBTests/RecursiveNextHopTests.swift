import NetTypes
import Testing

@testable import BGPRIB

@Suite("Next hops that resolve over the RIB")
struct RecursiveNextHopTests {
  @Test("whether a prefix holds one is answered as by looking at each, while they come, go and get another address")
  func agreesWithEach() {
    var generator = SystemRandomNumberGenerator()
    let seed = UInt64.random(in: 1...UInt64.max, using: &generator)
    var state = seed
    func pick(_ below: UInt64) -> UInt64 {
      state ^= state << 13
      state ^= state >> 7
      state ^= state << 17
      return state % below
    }
    var hops = RecursiveNextHops()
    var addresses: [UInt32: IPAddress] = [:]
    var found = 0
    for _ in 0..<4000 {
      let number = UInt32(pick(30))
      let isIPv4 = pick(2) == 0
      if pick(3) == 0 {
        hops.remove(number)
        addresses[number] = nil
      } else {
        addresses[number] =
          isIPv4 ? .v4(IPv4Address(0x0A00_0000 + UInt32(pick(64)))) : .v6(IPv6Address(high: 0xFD00 << 48, low: pick(64)))
        hops.insert(number)
      }
      let length = UInt8(pick(9))
      let prefix =
        pick(2) == 0
        ? IPPrefix(IPv4Address(0x0A00_0000 + UInt32(pick(64))), length: 24 + length)
        : IPPrefix(IPv6Address(high: 0xFD00 << 48, low: pick(64)), length: 120 + length)
      let expected = addresses.values.contains { prefix.contains($0) }
      #expect(hops.contains(in: prefix) { addresses[$0] ?? .v4(.any) } == expected, "seed \(seed), \(prefix)")
      found += expected ? 1 : 0
    }
    #expect(found > 200 && found < 3800)
  }

  @Test("a route that holds a next hop has it resolved, also when its number was another one's before")
  func resolvedOverRIB() {
    let lab = Lab()
    let peer = lab.peer(1)
    let receiver = lab.peer(2, as: 65001)
    lab.send(peer, Wire.Attributes(nextHop: "172.16.0.1"), announce: ["192.0.2.0/24"])
    lab.settle()
    lab.send(peer, withdraw: ["192.0.2.0/24"])
    lab.settle()
    lab.send(peer, Wire.Attributes(nextHop: "172.17.0.1"), announce: ["198.51.100.0/24"])
    lab.settle()
    #expect(lab.receivers[receiver]?.routes.isEmpty == true)
    lab.send(peer, Wire.Attributes(nextHop: "10.0.0.1"), announce: ["172.17.0.0/16"])
    lab.settle()
    #expect(lab.receivers[receiver]?.routes.count == 2)
  }
}
