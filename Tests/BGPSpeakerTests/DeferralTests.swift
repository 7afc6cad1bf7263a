import BGPSession
import BGPSpeaker
import NetTypes
import Testing

@Suite("After a start")
struct DeferralTests {
  /// Two nodes that have been there for long, and a third between them that starts now.
  private func network(isSecondReachable: Bool, deferral: Duration = .seconds(5)) -> SimulatedNetwork {
    var random = SplitMix(state: 3)
    var topology = Topology(nodes: 3, extraEdges: 0, using: &random)
    topology.edges = [[0, 2], [1, 2]]
    let simulation = SimulatedNetwork(seed: 3)
    for node in 0..<3 {
      if node == 2 {
        simulation.run(for: .seconds(400))
        simulation.setCut(1, 2, !isSecondReachable)
      }
      var configuration = topology.configuration(node, hashSeed: 7)
      for index in configuration.peers.indices {
        configuration.peers[index].session.gracefulRestart = GracefulRestartOptions(restartTime: 120)
        configuration.peers[index].session.connectRetry = .seconds(1)
        configuration.peers[index].session.connectRetryMaximum = .seconds(1)
        configuration.peers[index].selectionDeferral = deferral
      }
      simulation.add(configuration, address: Topology.address(node))
    }
    return simulation
  }

  private func hasEnded(_ simulation: SimulatedNetwork) -> Bool { simulation.events[0].contains { $0.kind == .endOfRIB } }

  @Test("our End-of-RIB waits for those of all peers, and no longer")
  func all() {
    let simulation = network(isSecondReachable: true)
    simulation.run(for: .seconds(4))
    #expect(hasEnded(simulation))
    #expect(!simulation.speakers[2].isWaitingForPeers)
  }

  @Test(
    "a peer that does not come holds our End-of-RIB back for the deferral time; old kernel routes wait for it longer", arguments: [5, 20])
  func bounded(seconds: Int) {
    let simulation = network(isSecondReachable: false, deferral: .seconds(seconds))
    simulation.run(for: .seconds(seconds - 1))
    #expect(simulation.speakers[0].peerReport("n2", at: simulation.now)?.state == .established)
    #expect(!hasEnded(simulation))
    simulation.run(for: .seconds(5))
    #expect(hasEnded(simulation))
    #expect(simulation.speakers[2].isWaitingForPeers)
    simulation.run(for: .seconds(120))
    #expect(!simulation.speakers[2].isWaitingForPeers)
  }

  @Test("two that start together do not wait for each other")
  func together() {
    let simulation = network(isSecondReachable: true)
    var random = SplitMix(state: 4)
    var topology = Topology(nodes: 5, extraEdges: 0, using: &random)
    topology.edges = [[3, 4]]
    for node in 3..<5 {
      var configuration = topology.configuration(node, hashSeed: 7)
      configuration.peers[0].session.gracefulRestart = GracefulRestartOptions(restartTime: 120)
      configuration.peers[0].selectionDeferral = .seconds(600)
      simulation.add(configuration, address: Topology.address(node))
    }
    simulation.run(for: .seconds(30))
    #expect(simulation.events[3].contains { $0.kind == .endOfRIB })
    #expect(simulation.events[4].contains { $0.kind == .endOfRIB })
  }

  @Test("with a range our End-of-RIB waits for the deferral time, since nobody knows who else comes by it")
  func ranges() throws {
    var random = SplitMix(state: 3)
    var topology = Topology(nodes: 3, extraEdges: 0, using: &random)
    topology.edges = [[0, 2], [1, 2]]
    let simulation = SimulatedNetwork(seed: 3)
    for node in 0..<3 {
      var configuration = topology.configuration(node, hashSeed: 7)
      for index in configuration.peers.indices {
        configuration.peers[index].session.gracefulRestart = GracefulRestartOptions(restartTime: 120)
        configuration.peers[index].session.connectRetry = .seconds(1)
        configuration.peers[index].session.connectRetryMaximum = .seconds(1)
        configuration.peers[index].selectionDeferral = .seconds(10)
      }
      if node == 2 {
        simulation.run(for: .seconds(400))
        simulation.setCut(1, 2, true)
        var template = try #require(configuration.peers.first)
        template.session.remoteAS = .external
        configuration.ranges = [SpeakerRange(prefix: IPPrefix(Topology.address(0), length: 8), template: template)]
        configuration.peers = []
      }
      simulation.add(configuration, address: Topology.address(node))
    }
    simulation.run(for: .seconds(6))
    #expect(simulation.speakers[2].peerReports(at: simulation.now).contains { $0.state == .established })
    #expect(!hasEnded(simulation))
    simulation.setCut(1, 2, false)
    simulation.run(for: .seconds(8))
    #expect(hasEnded(simulation))
    #expect(simulation.speakers[2].peerReports(at: simulation.now).filter { $0.state == .established }.count == 2)
  }
}
