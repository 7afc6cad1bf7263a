import BGPRIB
import BGPSession
import BGPSpeaker
import NetTypes
import Testing

@Suite("Prefix limits in a new configuration")
struct PrefixLimitTests {
  /// Node 0 holds node 1 to a limit, and node 1 sends three prefixes.
  private func pair(_ limit: PrefixLimit?) -> Network {
    var random = SplitMix(state: 5)
    let network = Network(Topology(nodes: 2, extraEdges: 0, using: &random), seed: 5)
    network.simulation.run(for: .seconds(30))
    set(limit, in: network)
    for number in 0..<3 { network.topology.origins[IPPrefix(IPv4Address(0xC000_0000 + UInt32(number) << 8), length: 24)] = [1] }
    network.declare(1)
    network.simulation.run(for: .seconds(5))
    return network
  }

  private func set(_ limit: PrefixLimit?, in network: Network) {
    var configuration = network.topology.configuration(0, hashSeed: 0)
    for place in configuration.peers.indices {
      configuration.peers[place].routing.limits = limit.map { [.ipv4: $0] } ?? [:]
      configuration.peers[place].limitPause = .seconds(60)
    }
    network.simulation.act(0) { $0.reconfigure(configuration, at: $1) }
    network.simulation.run(for: .seconds(5))
  }

  private func why(_ network: Network) -> String? { network.simulation.speakers[0].peerReport("n1", at: network.simulation.now)?.why }

  private func events(_ network: Network, _ kind: SpeakerEvent.Kind) -> [String] {
    network.simulation.events[0].filter { $0.kind == kind }.map(\.text)
  }

  @Test(
    "what a limit left out is named, and fetched when the limit is raised or removed",
    arguments: [PrefixLimit(maximum: 2, action: .discard), nil])
  func raised(next: PrefixLimit?) throws {
    let network = pair(PrefixLimit(maximum: 1, action: .discard))
    #expect(network.held(by: 0).count == 1)
    #expect(try #require(why(network)).contains("2 ipv4 prefixes over the limit of 1 are left out"))
    set(next, in: network)
    #expect(network.held(by: 0).count == (next == nil ? 3 : 2))
    #expect(try #require(why(network)).contains("1 ipv4 prefix over the limit of 2 is left out") == (next != nil))
    #expect(try #require(why(network)).contains("left out") == (next != nil))
    #expect(events(network, .sessionUp).count == 1, "no session is reset for that")
  }

  @Test("a new limit that is passed already is reported or restarts the session at once", arguments: PrefixLimit.Action.allCases)
  func lowered(action: PrefixLimit.Action) throws {
    let network = pair(nil)
    #expect(network.held(by: 0).count == 3)
    set(PrefixLimit(maximum: 2, action: action), in: network)
    #expect(events(network, .prefixLimit) == ["more than 2 ipv4 prefixes: \(action.rawValue)"])
    #expect(events(network, .sessionDown).count == (action == .restart ? 1 : 0))
    #expect(network.state(0, to: 1) == (action == .restart ? .idle : .established))
    #expect(network.held(by: 0).count == (action == .restart ? 0 : 3))
  }

  @Test("when others are withdrawn, the room that a limit has for what it left out is named, with what fills it")
  func room() throws {
    let network = pair(PrefixLimit(maximum: 2, action: .discard))
    #expect(network.held(by: 0).count == 2)
    #expect(try #require(why(network)).contains("1 ipv4 prefix over the limit of 2 is left out"))
    #expect(try !#require(why(network)).contains("room"))
    let gone = try #require(network.held(by: 0).keys.first)
    network.topology.origins[gone] = nil
    network.declare(1)
    network.simulation.run(for: .seconds(5))
    #expect(network.held(by: 0).count == 1)
    #expect(try #require(why(network)).contains("though there is room for 1 now: apusctl session refresh n1 takes it in"))
  }
}
