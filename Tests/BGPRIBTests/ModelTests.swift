import BGPFilters
import BGPRIB
import BGPWire
import NetTypes
import Testing

/// Random events on the RIB and on the naive model; then every receiver must hold what the model says.
@Suite("The RIB against a naive model")
struct ModelTests {
  @Test("whatever happens, each peer holds what it should", arguments: 1...24)
  func agrees(seed: Int) {
    var run = ModelRun(seed: UInt64(seed))
    for _ in 0..<12 {
      for _ in 0..<60 { run.step() }
      run.check()
    }
    #expect(run.mostGroups > 1, "more than one update group is at work")
  }

  @Test("when all routes are gone nothing is left behind", arguments: 30...33)
  func releasesEverything(seed: Int) {
    var run = ModelRun(seed: UInt64(seed))
    for _ in 0..<300 { run.step() }
    run.check()
    for peer in run.lab.peers.keys { run.lab.rib.remove(peer) }
    for prefix in run.model.locals { run.lab.rib.withdrawLocal(prefix, kind: .announcement, name: "test") }
    run.lab.receivers = [:]
    run.lab.settle()
    run.lab.settle()
    for family in AddressFamily.allCases {
      _ = run.lab.rib.takeKernelChanges(limit: .max)
      run.lab.settle()
      #expect(run.lab.rib.size(of: family) == (0, 0))
    }
    run.lab.rib.forgetHeaders()
    #expect(run.lab.rib.attributeSetCount == 0)
  }
}

/// One run: a RIB, the model, and a generator of events.
struct ModelRun {
  let lab: Lab
  var model = NaiveModel()
  var random: SeededGenerator
  var indices: [Int: PeerIndex] = [:]
  let prefixes: [IPPrefix]
  let seed: UInt64
  var mostGroups = 0

  init(seed: UInt64) {
    self.seed = seed
    random = SeededGenerator(seed: seed)
    lab = Lab(clusterID: 77) { $0.logLimit = seed % 3 == 0 ? 2000 : 8 << 20 }
    prefixes =
      (1...30).map { prefix("10.\($0 % 4).\($0).0/24") } + (0..<10).map { prefix("10.2.0.\($0)/32") }
      + (0..<12).map { prefix("fd00:\($0)::/32") }
    for number in 1...7 {
      let asNumber: UInt32 = number <= 2 ? 64600 + UInt32(number) : 64512
      model.peers[number] = NaiveModel.Peer(number: number, asNumber: asNumber, isClient: (3...5).contains(number))
      indices[number] = lab.peer(number, as: asNumber) { $0.isReflectorClient = (3...5).contains(number) }
    }
  }

  private func definition(_ peer: NaiveModel.Peer) -> RIBPeer {
    var definition = Lab.peer(peer.number, as: peer.asNumber)
    definition.isReflectorClient = peer.isClient
    definition.filters = [peer.filter.definition]
    definition.enhancedRefresh = peer.number % 2 == 0
    return definition
  }

  mutating func step() {
    guard let number = (1...7).randomElement(using: &random), let peer = model.peers[number], let index = indices[number] else { return }
    switch Int.random(in: 0..<100, using: &random) {
    case 0..<45: announce(peer, index)
    case 45..<60: withdraw(peer, index)
    case 60..<64: flap(peer, index)
    case 64..<66: restart(peer, index)
    case 66..<70: changeFilter(peer, index)
    case 70..<74: if peer.isUp { lab.rib.requestRefresh(index, Bool.random(using: &random) ? .ipv4 : .ipv6) }
    case 74..<78: changeLocal()
    case 78..<80: changeReachability()
    case 80..<90: _ = lab.rib.process(limit: Int.random(in: 1...20, using: &random))
    default: lab.receivers[index]?.read(lab.rib, limit: Int.random(in: 1...300, using: &random))
    }
  }

  private mutating func attributes(_ peer: NaiveModel.Peer, isIPv6: Bool) -> Wire.Attributes {
    var attributes = Wire.Attributes()
    attributes.nextHop = (isIPv6 ? "fd00::" : "10.0.0.") + "\(Int.random(in: 1...7, using: &random))"
    attributes.path = (0..<Int.random(in: 0...2, using: &random)).map { _ in UInt32.random(in: 1...3, using: &random) }
    if peer.isExternal { attributes.path.insert(peer.asNumber, at: 0) }
    if Int.random(in: 0..<12, using: &random) == 0 { attributes.path.append(64512) }
    if Bool.random(using: &random) { attributes.med = UInt32.random(in: 0...3, using: &random) }
    if !peer.isExternal {
      attributes.localPref = UInt32.random(in: 99...101, using: &random)
      if Int.random(in: 0..<6, using: &random) == 0 {
        attributes.originatorID = UInt32.random(in: 1...4, using: &random)
        attributes.clusters = Bool.random(using: &random) ? [5] : [6, 77]
      }
    }
    attributes.communities = [[], [], [], [100 << 16 | 1], [0xFFFF_FF01], [0xFFFF_FF02]].randomElement(using: &random) ?? []
    return attributes
  }

  private mutating func announce(_ peer: NaiveModel.Peer, _ index: PeerIndex) {
    guard peer.isUp else { return }
    let isIPv6 = Int.random(in: 0..<4, using: &random) == 0
    let pool = prefixes.filter { ($0.family == .ipv6) == isIPv6 }.shuffled(using: &random)
    let chosen = Array(pool.prefix(Int.random(in: 1...6, using: &random)))
    let attributes = attributes(peer, isIPv6: isIPv6)
    if case .faults(_, let faults) = lab.send(index, Wire.update(attributes, announce: chosen)) { Issue.record("\(faults)") }
    for prefix in chosen { model.peers[peer.number]?.routes[prefix] = attributes }
  }

  private mutating func withdraw(_ peer: NaiveModel.Peer, _ index: PeerIndex) {
    guard peer.isUp, let family = AddressFamily.allCases.randomElement(using: &random) else { return }
    let chosen = prefixes.filter { $0.family == family }.shuffled(using: &random).prefix(4)
    lab.send(index, Wire.update(withdraw: Array(chosen)))
    for prefix in chosen { model.peers[peer.number]?.routes[prefix] = nil }
  }

  private mutating func flap(_ peer: NaiveModel.Peer, _ index: PeerIndex) {
    if peer.isUp {
      lab.rib.sessionDown(index, retainStale: false)
      lab.receivers[index] = nil
      model.peers[peer.number]?.isUp = false
      model.peers[peer.number]?.routes = [:]
    } else {
      lab.up(index, definition(peer))
      model.peers[peer.number]?.isUp = true
    }
  }

  /// Graceful restart: half of the routes come again before End-of-RIB.
  private mutating func restart(_ peer: NaiveModel.Peer, _ index: PeerIndex) {
    guard peer.isUp else { return }
    lab.rib.sessionDown(index, retainStale: true)
    if Bool.random(using: &random) { _ = lab.rib.process(limit: 10) }
    lab.up(index, definition(peer))
    for (prefix, attributes) in peer.routes.sorted(by: { $0.key < $1.key }) {
      if Bool.random(using: &random) {
        lab.send(index, Wire.update(attributes, announce: [prefix]))
      } else {
        model.peers[peer.number]?.routes[prefix] = nil
      }
    }
    for family in AddressFamily.allCases { lab.send(index, EndOfRIB.bytes(family).dropFirst(19).map { $0 }) }
  }

  private mutating func changeFilter(_ peer: NaiveModel.Peer, _ index: PeerIndex) {
    model.peers[peer.number]?.filter = NaiveModel.Filter.allCases.randomElement(using: &random) ?? .all
    if let changed = model.peers[peer.number] { _ = lab.rib.update(index, to: definition(changed)) }
  }

  private mutating func changeLocal() {
    guard let prefix = prefixes.randomElement(using: &random) else { return }
    if model.locals.remove(prefix) == nil {
      model.locals.insert(prefix)
      lab.rib.originate(LocalRoute(prefix: prefix, kind: .announcement, name: "test"))
    } else {
      lab.rib.withdrawLocal(prefix, kind: .announcement, name: "test")
    }
  }

  private mutating func changeReachability() {
    let isCut = Bool.random(using: &random)
    model.unreachable = isCut ? ["10.0.0.6", "10.0.0.7", "10.0.0.4", "10.0.0.5"] : []
    lab.rib.setConnected([
      ConnectedRoute(prefix: prefix(isCut ? "10.0.0.0/30" : "10.0.0.0/16"), interfaceIndex: 2, interface: "eth0"),
      ConnectedRoute(prefix: prefix("fd00::/64"), interfaceIndex: 2, interface: "eth0"),
    ])
  }

  /// What the RIB and the model think of a prefix, for a failure's message.
  private func explain(_ prefix: IPPrefix) -> String {
    let paths = lab.paths(prefix.description).map { "\($0.from.rawValue): \($0.why.text)" }
    return "RIB: \(paths), model: \(model.paths(prefix).map { $0.peer ?? 0 }), best \(model.best(prefix)?.peer ?? 0)"
  }

  mutating func check() {
    lab.settle(limit: Int.random(in: 1...50, using: &random))
    mostGroups = max(mostGroups, lab.rib.groupSizes(of: .ipv4).count)
    for peer in model.peers.values where peer.isUp {
      guard let index = indices[peer.number], let receiver = lab.receivers[index] else { continue }
      for prefix in prefixes {
        let expected = model.sent(prefix, to: peer).map {
          Receiver.Route(nextHop: IPAddress($0.nextHop).map { NextHop($0) }, attributes: NaiveModel.canonical($0.attributes))
        }
        #expect(receiver.routes[prefix] == expected, "seed \(seed): \(prefix) to peer \(peer.number), \(explain(prefix))")
      }
      #expect(lab.rib.statistics(of: index).ipv4.sent == receiver.routes.keys.filter { $0.family == .ipv4 }.count, "seed \(seed)")
    }
  }
}
