import BGPRIB
import BGPSpeaker
import NetTypes
import Resources
import Testing

@testable import apusd

@Suite("The routes that the node originates")
struct LocalRouteTests {
  private func routes(_ text: String, runtime: [Workload] = []) throws -> [String] {
    LocalRoutes.declared(try Configuration.load(text), runtime: runtime).map { "\($0.route.kind) \($0.route.prefix) \($0.route.name)" }
  }

  @Test("blocks, and a host route for each address of each workload, those of the API last")
  func all() throws {
    let text = """
      workloads:
        - { name: one, namespace: stars, addresses: [ 10.65.0.2, "fd65::2" ], interface: cali1 }
      blocks: [ 10.65.0.0/26 ]
      """
    let runtime = Workload(name: "two", addresses: [.v4(IPv4Address(0x0A41_0003))])
    #expect(
      try routes(text, runtime: [runtime]) == [
        "block 10.65.0.0/26 blocks[0]", "workload 10.65.0.2/32 stars/one", "workload fd65::2/128 stars/one",
        "workload 10.65.0.3/32 default/two",
      ])
  }

  @Test("the kernel is asked to watch an interface for all addresses behind it")
  func interfaces() throws {
    let node = try Configuration.load(
      """
      workloads:
        - { name: one, addresses: [ 10.65.0.2 ], interface: cali1 }
        - { name: two, addresses: [ 10.65.0.3, 10.65.0.4 ], interface: cali1 }
        - { name: three, addresses: [ 10.65.0.5 ] }
      """)
    let places = LocalRoutes.interfaces(node, runtime: [])
    #expect(places.mapValues { $0.map(\.description) } == ["cali1": ["10.65.0.2", "10.65.0.3", "10.65.0.4"]])
  }
}
