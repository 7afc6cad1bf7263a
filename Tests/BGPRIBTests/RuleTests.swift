import BGPFilters
import BGPRIB
import BGPWire
import NetTypes
import Testing

@Suite("Import and export rules")
struct RuleTests {
  @Test("a next hop resolves over the RIB, and falls with the route that it resolves over")
  func recursion() {
    let lab = Lab()
    let one = lab.peer(1)
    lab.send(one, Wire.Attributes(nextHop: "172.16.5.5"), announce: ["192.0.2.0/24"])
    lab.settle()
    #expect(lab.paths("192.0.2.0/24").map(\.why) == [.unresolvedNextHop(.v4(IPv4Address(0xAC10_0505)))])
    lab.send(one, Wire.Attributes(nextHop: "10.0.0.7"), announce: ["172.16.0.0/16"])
    lab.settle()
    #expect(lab.paths("192.0.2.0/24").map(\.why) == [.onlyPath])
    let hop = KernelChange.Hop(gateway: .v4(IPv4Address(0x0A00_0007)), interfaceIndex: 2)
    #expect(lab.rib.takeKernelChanges(limit: 9).contains { $0.prefix == prefix("192.0.2.0/24") && $0.wanted == .unicast([hop]) })
    lab.send(one, withdraw: ["172.16.0.0/16"])
    lab.settle()
    #expect(lab.paths("192.0.2.0/24").map(\.isBest) == [false])
  }

  @Test("a route that covers its own next hop is used only if something more specific leads there")
  func ownNextHop() {
    let lab = Lab()
    let one = lab.peer(1)
    lab.send(one, Wire.Attributes(nextHop: "10.0.0.1"), announce: ["10.0.0.1/32", "10.0.0.0/16", "10.0.0.0/8", "0.0.0.0/0"])
    lab.settle()
    #expect(lab.paths("10.0.0.1/32").map(\.why) == [.coversOwnNextHop(.v4(IPv4Address(0x0A00_0001)))])
    #expect(lab.paths("10.0.0.0/16").map(\.why) == [.coversOwnNextHop(.v4(IPv4Address(0x0A00_0001)))])
    #expect(lab.paths("10.0.0.0/8").map(\.why) == [.onlyPath])
    #expect(lab.paths("0.0.0.0/0").map(\.why) == [.onlyPath])
  }

  @Test("GRACEFUL_SHUTDOWN from an external peer makes a route the last choice (RFC 8326)")
  func gracefulShutdown() {
    let lab = Lab()
    let one = lab.peer(1, as: 64600)
    let two = lab.peer(2, as: 64601)
    lab.send(one, Wire.Attributes(path: [64600], communities: [0xFFFF_0000]), announce: ["192.0.2.0/24"])
    lab.send(two, Wire.Attributes(path: [64601, 1, 2, 3]), announce: ["192.0.2.0/24"])
    lab.settle()
    #expect(lab.paths("192.0.2.0/24").map(\.from) == [two, one])
    #expect(lab.paths("192.0.2.0/24").last?.why == .lost(.localPref))
  }

  @Test("Only-To-Customer: added from a provider, refused from a customer, kept from other providers (RFC 9234)")
  func onlyToCustomer() {
    let lab = Lab()
    let provider = lab.peer(1, as: 64600) { $0.role = .customer }
    let customer = lab.peer(2, as: 64601) { $0.role = .provider }
    let other = lab.peer(3, as: 64602) { $0.role = .customer }
    lab.send(provider, Wire.Attributes(path: [64600]), announce: ["192.0.2.0/24"])
    lab.send(customer, Wire.Attributes(path: [64601], otc: 64601), announce: ["198.51.100.0/24"])
    lab.settle()
    #expect(lab.paths("192.0.2.0/24").first?.fields.otc == 64600)
    #expect(lab.held(by: customer) == ["192.0.2.0/24"])
    #expect(lab.held(by: other).isEmpty)
    #expect(lab.paths("198.51.100.0/24").map(\.why) == [.routeLeak(ASNumber(64601))])
  }

  @Test("prefix limits warn once, discard, or ask for a restart", arguments: [PrefixLimit.Action.warn, .discard, .restart])
  func limits(action: PrefixLimit.Action) {
    let lab = Lab()
    let limit = PrefixLimit(maximum: 2, action: action)
    let one = lab.peer(1) { $0.limits = [.ipv4: limit] }
    var told = 0
    for number in 0..<5 {
      let body = Wire.update(Wire.Attributes(), announce: [prefix("192.0.\(number).0/24")])
      if case .limitExceeded(.ipv4, limit) = lab.send(one, body) { told += 1 }
    }
    lab.settle()
    #expect(told == 1)
    #expect(lab.rib.statistics(of: one).ipv4.received == (action == .discard ? 2 : 5))
  }

  @Test("next hops: own towards eBGP, kept towards iBGP, as nextHopMode says", arguments: NextHopMode.allCases)
  func nextHops(mode: NextHopMode) {
    let lab = Lab()
    let feeder = lab.peer(1, as: 64600)
    let external = lab.peer(2, as: 64601) { $0.nextHopMode = mode }
    let inner = lab.peer(3) { $0.nextHopMode = mode }
    lab.send(feeder, Wire.Attributes(path: [64600], nextHop: "10.0.0.9"), announce: ["192.0.2.0/24"])
    lab.settle()
    let hops = [external, inner].map { lab.receivers[$0]?.routes.values.first?.nextHop?.address.description }
    switch mode {
    case .auto: #expect(hops == ["10.0.0.250", "10.0.0.9"])
    case .self: #expect(hops == ["10.0.0.250", "10.0.0.250"])
    case .keep: #expect(hops == ["10.0.0.9", "10.0.0.9"])
    }
  }

  @Test("export rules ask for the interface of own routes")
  func interfaces() {
    let lab = Lab()
    for name in ["cali1", "eth5"] {
      let address = name == "cali1" ? "10.65.0.1/32" : "10.65.0.2/32"
      lab.rib.originate(LocalRoute(prefix: prefix(address), kind: .workload, name: name, interface: name))
    }
    let one = lab.peer(1, as: 64600) {
      var filter = FilterDefinition(name: "no-cali")
      var rule = FilterRule(.reject)
      rule.interface = "cali*"
      filter.exportV4 = [rule]
      $0.filters = [filter]
    }
    let two = lab.peer(2, as: 64601)
    lab.settle()
    #expect(lab.held(by: one) == ["10.65.0.2/32"])
    #expect(lab.held(by: two) == ["10.65.0.1/32", "10.65.0.2/32"])
    #expect(lab.rib.explain(prefix("10.65.0.1/32"), to: one)?.exports[one] == .refused(.filtered("filter no-cali, exportV4[0]: Reject")))
  }

  @Test("a route whose attributes grow beyond the message of a session is withdrawn there, and explained; others get it")
  func tooLarge() throws {
    let lab = Lab()
    let source = lab.peer(1, as: 65001)
    let small = lab.peer(2, as: 65002)
    let large = lab.peer(3, as: 65003) { $0.maximumMessageLength = 65535 }
    lab.send(source, .init(path: [65001]), announce: ["192.0.2.0/24"])
    lab.settle()
    #expect(lab.held(by: small) == ["192.0.2.0/24"])
    lab.send(source, .init(path: [65001], communities: (0..<1000).map { UInt32($0) }), announce: ["192.0.2.0/24"])
    lab.settle()
    #expect(lab.held(by: small).isEmpty)
    #expect(lab.held(by: large) == ["192.0.2.0/24"])
    guard case .refused(.tooLarge(_, 4096)) = lab.rib.explain(prefix("192.0.2.0/24"), to: small)?.exports[small] else {
      Issue.record("the refusal does not say why")
      return
    }
  }

  @Test("a path with our own AS counts as filtered, not as accepted, until it is announced without it")
  func loopsAreCounted() {
    let lab = Lab()
    let source = lab.peer(1, as: 65001)
    lab.send(source, .init(path: [65001, 64512]), announce: ["192.0.2.0/24", "198.51.100.0/24"])
    lab.settle()
    #expect([lab.rib.statistics(of: source).ipv4.accepted, lab.rib.statistics(of: source).ipv4.filtered] == [0, 2])
    lab.send(source, .init(path: [65001]), announce: ["192.0.2.0/24"])
    lab.send(source, withdraw: ["198.51.100.0/24"])
    lab.settle()
    #expect([lab.rib.statistics(of: source).ipv4.accepted, lab.rib.statistics(of: source).ipv4.filtered] == [1, 0])
  }

  @Test("the reflector's role comes and goes without a session reset")
  func roleChange() {
    let lab = Lab()
    let clients = (1...2).map { lab.peer($0) { $0.isReflectorClient = true } }
    lab.send(clients[0], Wire.Attributes(), announce: ["192.0.2.0/24"])
    lab.settle()
    #expect(lab.held(by: clients[1]).isEmpty)
    var configuration = lab.rib.configuration
    configuration.clusterID = 9
    lab.rib.update(to: configuration)
    lab.settle()
    #expect(lab.held(by: clients[1]) == ["192.0.2.0/24"])
    configuration.clusterID = nil
    lab.rib.update(to: configuration)
    lab.settle()
    #expect(lab.held(by: clients[1]).isEmpty)
  }

  @Test("a peer becomes a client and ceases to be one without a session reset: others hear of its routes, or no longer")
  func clientRole() {
    let lab = Lab(clusterID: 1)
    let changing = lab.peer(1)
    let plain = lab.peer(2)
    let client = lab.peer(3) { $0.isReflectorClient = true }
    let second = lab.peer(4)
    lab.send(changing, Wire.Attributes(localPref: 100), announce: ["192.0.2.0/24"])
    lab.send(plain, Wire.Attributes(localPref: 100), announce: ["198.51.100.0/24"])
    lab.settle()
    let all = [changing, plain, client, second]
    #expect(all.map(lab.held) == [[], [], ["192.0.2.0/24", "198.51.100.0/24"], []])
    for isClient in [true, false, true] {
      guard var peer = lab.peers[changing] else { return }
      peer.isReflectorClient = isClient
      _ = lab.rib.update(changing, to: peer)
      lab.settle()
      let others = isClient ? ["192.0.2.0/24"] : []
      #expect(all.map(lab.held) == [isClient ? ["198.51.100.0/24"] : [], others, ["192.0.2.0/24", "198.51.100.0/24"], others])
    }
  }

  @Test("a malformed message withdraws its routes, and a broken prefix resets the session with what came before it kept in order")
  func malformed() {
    let lab = Lab()
    let one = lab.peer(1)
    lab.send(one, Wire.Attributes(), announce: ["192.0.2.0/24"])
    var bad = Wire.Attributes()
    bad.origin = 9
    if case .faults(.treatAsWithdraw, _) = lab.send(one, Wire.update(bad, announce: [prefix("192.0.2.0/24")])) {
    } else {
      Issue.record("expected treat-as-withdraw")
    }
    lab.settle()
    #expect(lab.paths("192.0.2.0/24").isEmpty)
    let broken = Wire.update(Wire.Attributes(), announce: [prefix("192.0.2.0/24")]) + [33, 1, 2, 3, 4, 5]
    if case .reset = lab.send(one, broken) {} else { Issue.record("expected a reset") }
    lab.rib.sessionDown(one, retainStale: false)
    lab.receivers = [:]
    lab.settle()
    #expect(lab.rib.size(of: .ipv4).paths == 0)
  }
}
