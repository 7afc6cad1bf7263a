import BGPFilters
import BGPRIB
import BGPSession
import BGPSpeaker
import NetTypes
import Testing

@Suite("Reconfiguration")
struct ReconfigurationTests {
  private func star() -> Network {
    var random = SplitMix(state: 11)
    var topology = Topology(nodes: 4, extraEdges: 0, using: &random)
    topology.edges = [[0, 1], [0, 2], [0, 3]]
    let network = Network(topology, seed: 11)
    network.topology.origins[IPPrefix(IPv4Address(0xC000_0100), length: 24)] = [1]
    network.declare(1)
    network.simulation.run(for: .seconds(30))
    return network
  }

  private func ups(_ network: Network) -> [Int] { network.simulation.events.map { $0.count { $0.kind == .sessionUp } } }

  @Test("a new filter is applied from the Adj-RIB-In: no session is reset, routes follow both ways")
  func filterChange() throws {
    let network = star()
    let before = ups(network)
    var configuration = network.topology.configuration(0, hashSeed: 0)
    let place = try #require(configuration.peers.firstIndex { $0.name == "n1" })
    configuration.peers[place].routing.filters = [BuiltInFilter.ownRoutes.definition]
    network.simulation.act(0) { $0.reconfigure(configuration, at: $1) }
    network.simulation.run(for: .seconds(5))
    #expect(network.held(by: 2).isEmpty, "what the filter refuses is withdrawn from others")
    configuration.peers[place].routing.filters = [BuiltInFilter.acceptAll.definition]
    network.simulation.act(0) { $0.reconfigure(configuration, at: $1) }
    network.simulation.run(for: .seconds(5))
    network.expectConverged("opened again", seed: 11)
    #expect(ups(network) == before)
  }

  @Test("adding, removing and changing one peer resets no other session")
  func otherPeers() throws {
    let network = star()
    let before = ups(network)
    var configuration = network.topology.configuration(0, hashSeed: 0)
    configuration.peers.removeAll { $0.name == "n1" }
    network.simulation.act(0) { $0.reconfigure(configuration, at: $1) }
    network.simulation.run(for: .seconds(20))
    #expect(network.held(by: 3).isEmpty)
    let removed = ups(network)
    #expect(removed[2] == before[2] && removed[3] == before[3])
    network.simulation.act(0) { $0.reconfigure(network.topology.configuration(0, hashSeed: 0), at: $1) }
    network.simulation.run(for: .seconds(200))
    network.expectConverged("the peer is back", seed: 11)
    let back = ups(network)
    #expect(back[1] == before[1] + 1)
    #expect(back[2] == before[2] && back[3] == before[3])
  }

  @Test("a session that an administrator took down stays down when its peer comes back with another configuration, until it is enabled")
  func shutdown() throws {
    let network = star()
    func isUp() -> Bool { network.simulation.speakers[0].peerReport("n1", at: network.simulation.now)?.state == .established }
    network.simulation.act(0) { #expect($0.administrate("n1", .disable, reason: "works", at: $1)) }
    network.simulation.run(for: .seconds(5))
    // Once more without a reason: the first one stays.
    network.simulation.act(0) { #expect($0.administrate("n1", .disable, reason: nil, at: $1)) }
    #expect(network.simulation.speakers[0].shutdownReason(of: "n1") == "works")
    var configuration = network.topology.configuration(0, hashSeed: 0)
    let place = try #require(configuration.peers.firstIndex { $0.name == "n1" })
    let peer = configuration.peers.remove(at: place)
    network.simulation.act(0) { $0.reconfigure(configuration, at: $1) }
    configuration.peers.append(peer)
    network.simulation.act(0) { $0.reconfigure(configuration, at: $1) }
    network.simulation.run(for: .seconds(200))
    #expect(!isUp())
    #expect(network.simulation.speakers[0].peerReport("n1", at: network.simulation.now)?.why == "disabled by the administrator: \"works\"")
    network.simulation.act(0) { #expect($0.administrate("n1", .enable, reason: nil, at: $1)) }
    network.simulation.run(for: .seconds(200))
    #expect(isUp())
  }

  @Test("a session that was taken down before the start is down from the start, and makes no connection")
  func earlierShutdown() throws {
    var random = SplitMix(state: 11)
    let topology = Topology(nodes: 2, extraEdges: 0, using: &random)
    var configuration = topology.configuration(0, hashSeed: 0)
    configuration.shutdowns = ["n1": "works"]
    let speaker = Speaker(configuration: configuration, at: .zero)
    #expect(
      !speaker.takeEffects().contains { effect in
        if case .connect = effect { true } else { false }
      })
    let report = try #require(speaker.peerReport("n1", at: .zero))
    #expect(!report.isEnabled)
    #expect(report.why == "disabled by the administrator: \"works\"")
  }

  /// The centre of the star with its leaves in a range, but for those that have a line.
  private func byRange(_ network: Network, lines: Set<String>) throws -> SpeakerConfiguration {
    var configuration = network.topology.configuration(0, hashSeed: 0)
    var template = try #require(configuration.peers.first)
    (template.name, template.session.name, template.session.remoteAS) = ("leaves", "leaves", .external)
    configuration.peers.removeAll { !lines.contains($0.name) }
    configuration.ranges = [SpeakerRange(prefix: IPPrefix(Topology.address(1), length: 8), template: template)]
    return configuration
  }

  @Test("a peer of a range that gets a line of its own keeps its session, and is one peer under the line's name and rules")
  func lineForRangePeer() throws {
    let network = star()
    let ranges = try byRange(network, lines: [])
    network.simulation.act(0) { $0.reconfigure(ranges, at: $1) }
    network.simulation.run(for: .seconds(200))
    let before = ups(network)
    #expect(network.simulation.speakers[0].peerReports(at: network.simulation.now).map(\.range) == ["leaves", "leaves", "leaves"])
    #expect(!network.held(by: 2).isEmpty)
    var lines = try byRange(network, lines: ["n1"])
    lines.peers[0].routing.filters = [BuiltInFilter.ownRoutes.definition]
    network.simulation.act(0) { $0.reconfigure(lines, at: $1) }
    network.simulation.run(for: .seconds(20))
    let reports = network.simulation.speakers[0].peerReports(at: network.simulation.now)
    #expect(reports.count == 3 && reports.filter { $0.state == .established }.count == 3)
    #expect(reports.contains { $0.name == "n1" && $0.range == nil })
    #expect(network.held(by: 2).isEmpty, "the line's filter refuses what the range took")
    #expect(ups(network) == before)
  }

  @Test("peers of a range follow the most specific one when ranges come and go, without a new session")
  func otherRange() throws {
    let network = star()
    let wide = try byRange(network, lines: [])
    network.simulation.act(0) { $0.reconfigure(wide, at: $1) }
    network.simulation.run(for: .seconds(200))
    let before = ups(network)
    var narrow = wide
    var template = wide.ranges[0].template
    (template.name, template.session.name) = ("one", "one")
    template.routing.filters = [BuiltInFilter.ownRoutes.definition]
    narrow.ranges.append(SpeakerRange(prefix: IPPrefix(host: Topology.address(1)), template: template))
    network.simulation.act(0) { $0.reconfigure(narrow, at: $1) }
    network.simulation.run(for: .seconds(5))
    #expect(network.held(by: 2).isEmpty)
    network.simulation.act(0) { $0.reconfigure(wide, at: $1) }
    network.simulation.run(for: .seconds(5))
    #expect(!network.held(by: 2).isEmpty)
    #expect(ups(network) == before)
  }

  @Test("the same configuration again does nothing at all")
  func unchanged() throws {
    let network = star()
    let before = network.simulation.events.map(\.count)
    network.simulation.act(0) { $0.reconfigure(network.topology.configuration(0, hashSeed: 5), at: $1) }
    network.simulation.run(for: .seconds(60))
    #expect(network.simulation.events.map(\.count) == before)
  }

  @Test("a changed key is given to the live connection, a first one needs a new connection")
  func passwords() throws {
    let network = star()
    var configuration = network.topology.configuration(0, hashSeed: 0)
    let place = try #require(configuration.peers.firstIndex { $0.name == "n1" })
    configuration.peers[place].transport.password = Password(Array("one".utf8))
    let speaker = Speaker(configuration: configuration, at: .zero)
    _ = speaker.takeEffects()
    configuration.peers[place].transport.password = Password(Array("two".utf8))
    speaker.reconfigure(configuration, at: .zero)
    let effects = speaker.takeEffects()
    let keys = effects.compactMap { effect -> Password? in
      if case .password(_, let password) = effect { return password }
      return nil
    }
    #expect(keys == [Password(Array("two".utf8))])
    #expect("\(try #require(keys.first))" == "(set)", "a key never shows in text")
  }
}
