import BGPRIB
import BGPSpeaker
import NetTypes
import Testing

@Suite("Local routes")
struct LocalRouteTests {
  private let address = IPAddress.v4(IPv4Address(0x0A41_0002))

  private func pair() -> Network {
    var random = SplitMix(state: 5)
    let network = Network(Topology(nodes: 2, extraEdges: 0, using: &random), seed: 5)
    network.simulation.run(for: .seconds(20))
    return network
  }

  private func declare(_ network: Network, interface: String?) {
    let route = LocalRoute(prefix: IPPrefix(host: address), kind: .workload, name: "stars/frontend", interface: interface)
    network.simulation.act(0) { speaker, _ in speaker.declare([DeclaredRoute(route)]) }
    network.simulation.run(for: .seconds(1))
  }

  @Test("a workload without an interface is advertised at once")
  func withoutInterface() {
    let network = pair()
    declare(network, interface: nil)
    #expect(network.held(by: 1).keys.map(\.description) == ["10.65.0.2/32"])
  }

  @Test("a workload with an interface is advertised while the interface is live, and says why when not")
  func withInterface() throws {
    let network = pair()
    declare(network, interface: "cali1")
    #expect(network.held(by: 1).isEmpty)
    #expect(network.simulation.speakers[0].declaredRoutes.first?.obstacle == "interface cali1 has not been looked at yet")
    set(network, nil)
    #expect(network.held(by: 1).count == 1)
    set(network, "interface cali1 does not exist")
    #expect(network.held(by: 1).isEmpty)
    #expect(network.simulation.speakers[0].declaredRoutes.first?.obstacle == "interface cali1 does not exist")
  }

  @Test("liveness that was told before the workload was declared counts")
  func livenessFirst() {
    let network = pair()
    set(network, nil)
    declare(network, interface: "cali1")
    #expect(network.held(by: 1).count == 1)
  }

  @Test("what is no longer declared is withdrawn")
  func undeclared() {
    let network = pair()
    declare(network, interface: nil)
    network.simulation.act(0) { speaker, _ in speaker.declare([]) }
    network.simulation.run(for: .seconds(1))
    #expect(network.held(by: 1).isEmpty)
  }

  private func set(_ network: Network, _ obstacle: String?) {
    network.simulation.act(0) { speaker, _ in speaker.setLiveness(of: address, behind: "cali1", obstacle: obstacle) }
    network.simulation.run(for: .seconds(1))
  }
}
