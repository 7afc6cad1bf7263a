import BGPFilters
import BGPRIB
import BGPWire
import Foundation
import NetTypes
import Testing

/// Random events on the RIB and on the naive model; then every receiver must hold what the model says.
@Suite("The RIB against a naive model")
struct ModelTests {
  /// `APUS_SEED=1000 APUS_MUTATIONS=100000` runs other and longer ones.
  private static let environment = ProcessInfo.processInfo.environment
  static let seeds = environment["APUS_SEED"].flatMap { Int($0) }.map { [$0] } ?? Array(1...24)
  static let steps = environment["APUS_MUTATIONS"].flatMap { Int($0) } ?? 720

  @Test("whatever happens, each peer holds what it should, and never its own", arguments: seeds)
  func agrees(seed: Int) {
    var run = ModelRun(seed: UInt64(seed))
    for step in 1...Self.steps {
      run.step()
      if step % 60 == 0 { run.check() }
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
      indices[number] = connect(number)
    }
  }

  /// Opens a session with another outcome of the ADD-PATH negotiation.
  private mutating func connect(_ number: Int) -> PeerIndex? {
    guard var peer = model.peers[number] else { return nil }
    peer.isUp = true
    peer.sendsPaths = Int.random(in: 0..<3, using: &random) == 0
    peer.selection = Bool.random(using: &random) ? randomSelection() : nil
    model.peers[number] = peer
    if let index = indices[number] {
      open(index, peer)
      return index
    }
    guard let index = lab.rib.add(definition(peer)) else { return nil }
    open(index, peer)
    return index
  }

  private func open(_ index: PeerIndex, _ peer: NaiveModel.Peer) {
    lab.up(index, definition(peer))
    lab.receivers[index]?.ownMark = Self.mark(peer)
  }

  private static func mark(_ peer: NaiveModel.Peer) -> UInt32 { 300 << 16 | UInt32(peer.number) }

  private mutating func randomSelection() -> PathSelection {
    [.all, .all, .ecmp, .best(2), .best(3)].randomElement(using: &random) ?? .all
  }

  private func definition(_ peer: NaiveModel.Peer) -> RIBPeer {
    var definition = Lab.peer(peer.number, as: peer.asNumber)
    definition.isReflectorClient = peer.isClient
    definition.filters = [peer.filter.definition]
    definition.enhancedRefresh = peer.number % 2 == 0
    definition.context.addPath = peer.sendsPaths ? .all : []
    if let selection = peer.selection { definition.sendPaths = [.ipv4: selection, .ipv6: selection] }
    return definition
  }

  mutating func step() {
    guard let number = (1...7).randomElement(using: &random), let peer = model.peers[number], let index = indices[number] else { return }
    switch Int.random(in: 0..<100, using: &random) {
    case 0..<43: announce(peer, index)
    case 43: changeRole(peer, index)
    case 44: replace(peer, index)
    case 45..<60: withdraw(peer, index)
    case 60..<64: flap(peer, index)
    case 64..<66: restart(peer, index)
    case 66..<70: changeFilter(peer, index)
    case 70..<74: if peer.isUp { lab.rib.requestRefresh(index, Bool.random(using: &random) ? .ipv4 : .ipv6) }
    case 74..<78: changeLocal()
    case 78: changeReachability()
    case 79: changeSelection(peer, index)
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
    // With the mark a route shows who announced it; without it peers have equal attributes.
    if Bool.random(using: &random) { attributes.communities.insert(Self.mark(peer), at: 0) }
    return attributes
  }

  private mutating func announce(_ peer: NaiveModel.Peer, _ index: PeerIndex) {
    guard peer.isUp else { return }
    let isIPv6 = Int.random(in: 0..<4, using: &random) == 0
    let pool = prefixes.filter { ($0.family == .ipv6) == isIPv6 }.shuffled(using: &random)
    let chosen = Array(pool.prefix(Int.random(in: 1...6, using: &random)))
    let attributes = attributes(peer, isIPv6: isIPv6)
    let pathID = peer.sendsPaths ? UInt32.random(in: 0...2, using: &random) : nil
    let outcome = lab.send(index, Wire.update(attributes, announce: chosen, pathID: pathID))
    if case .faults(_, let faults) = outcome { Issue.record("\(faults)") }
    for prefix in chosen { model.peers[peer.number]?.routes[prefix, default: [:]][pathID ?? 0] = attributes }
  }

  private mutating func withdraw(_ peer: NaiveModel.Peer, _ index: PeerIndex) {
    guard peer.isUp, let family = AddressFamily.allCases.randomElement(using: &random) else { return }
    let chosen = prefixes.filter { $0.family == family }.shuffled(using: &random).prefix(4)
    let pathID = peer.sendsPaths ? UInt32.random(in: 0...2, using: &random) : nil
    lab.send(index, Wire.update(withdraw: Array(chosen), pathID: pathID))
    for prefix in chosen { model.peers[peer.number]?.routes[prefix]?[pathID ?? 0] = nil }
  }

  private mutating func flap(_ peer: NaiveModel.Peer, _ index: PeerIndex) {
    if peer.isUp {
      lab.rib.sessionDown(index, retainStale: false)
      lab.receivers[index] = nil
      model.peers[peer.number]?.isUp = false
      model.peers[peer.number]?.routes = [:]
    } else {
      indices[peer.number] = connect(peer.number)
    }
  }

  /// The peer is taken out of the configuration, and comes back as a new one.
  private mutating func replace(_ peer: NaiveModel.Peer, _ index: PeerIndex) {
    lab.rib.remove(index)
    lab.receivers[index] = nil
    lab.peers[index] = nil
    indices[peer.number] = nil
    model.peers[peer.number]?.routes = [:]
    if Bool.random(using: &random) { _ = lab.rib.process(limit: 10) }
    indices[peer.number] = connect(peer.number)
  }

  /// A peer becomes a client or stops to be one; or we become a reflector or stop to be one.
  private mutating func changeRole(_ peer: NaiveModel.Peer, _ index: PeerIndex) {
    guard Bool.random(using: &random) else {
      model.reflects.toggle()
      var configuration = lab.rib.configuration
      configuration.clusterID = model.reflects ? 77 : nil
      return lab.rib.update(to: configuration)
    }
    model.peers[peer.number]?.isClient.toggle()
    if let changed = model.peers[peer.number] { _ = lab.rib.update(index, to: definition(changed)) }
  }

  /// Another choice of paths needs no new session when the peer takes several.
  private mutating func changeSelection(_ peer: NaiveModel.Peer, _ index: PeerIndex) {
    guard peer.isUp, peer.selection != nil else { return }
    var peer = peer
    peer.selection = randomSelection()
    model.peers[peer.number] = peer
    _ = lab.rib.update(index, to: definition(peer))
  }

  /// Graceful restart: half of the routes come again before End-of-RIB.
  private mutating func restart(_ peer: NaiveModel.Peer, _ index: PeerIndex) {
    guard peer.isUp else { return }
    lab.rib.sessionDown(index, retainStale: true)
    if Bool.random(using: &random) { _ = lab.rib.process(limit: 10) }
    open(index, peer)
    for (prefix, paths) in peer.routes.sorted(by: { $0.key < $1.key }) {
      for (pathID, attributes) in paths.sorted(by: { $0.key < $1.key }) {
        if Bool.random(using: &random) {
          lab.send(index, Wire.update(attributes, announce: [prefix], pathID: peer.sendsPaths ? pathID : nil))
        } else {
          model.peers[peer.number]?.routes[prefix]?[pathID] = nil
        }
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
      for prefix in prefixes { check(prefix, peer, receiver) }
      let paths = receiver.paths.filter { $0.key.family == .ipv4 }.reduce(0) { $0 + $1.value.count }
      let count = receiver.routes.keys.filter { $0.family == .ipv4 }.count + paths
      #expect(lab.rib.statistics(of: index).ipv4.sent == count, "seed \(seed)")
    }
  }

  private func check(_ prefix: IPPrefix, _ peer: NaiveModel.Peer, _ receiver: Receiver) {
    func route(_ sent: (nextHop: String, attributes: Wire.Attributes)) -> Receiver.Route {
      Receiver.Route(nextHop: IPAddress(sent.nextHop).map { NextHop($0) }, attributes: NaiveModel.canonical(sent.attributes))
    }
    guard let selection = peer.selection else {
      let expected = model.sent(prefix, to: peer).map(route)
      #expect(receiver.routes[prefix] == expected, "seed \(seed): \(prefix) to peer \(peer.number), \(explain(prefix))")
      return
    }
    let expected = model.paths(prefix, selection).compactMap { model.sent($0, of: prefix, to: peer).map(route) }
    let held = Array((receiver.paths[prefix] ?? [:]).values)
    // Two paths may look the same, so that they are counted.
    let isSame = Dictionary(grouping: expected) { $0 }.mapValues(\.count) == Dictionary(grouping: held) { $0 }.mapValues(\.count)
    #expect(isSame, "seed \(seed): \(prefix) to peer \(peer.number), \(selection): \(held.count) paths, \(explain(prefix))")
  }
}
