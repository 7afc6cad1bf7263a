import NetTypes
import Testing

@testable import KernelRoutes

@Suite("network state and workload liveness") struct NetworkStateTests {
  let cali = Link(index: 7, name: "cali123", isUp: true, isRunning: true)

  /// The on-link host route of a CNI plugin, as a message.
  func onLink(_ text: String, _ index: UInt32, metric: UInt32 = 0) throws -> RouteMessage {
    let route = KernelRoute(
      prefix: try prefix(text), target: RouteTarget(via: [KernelNextHop(gateway: nil, interfaceIndex: index)]), table: 254,
      protocolNumber: 80,
      metric: metric)
    var writer = NetlinkWriter()
    writer.newRoute(route, [], sequence: 1)
    return try firstMessage(writer.bytes) { try #require(RouteMessage($0.payload)) }
  }

  /// A network with a workload's interface and route, and a liveness that watches it.
  func watched() throws -> (NetworkState, WorkloadLiveness) {
    var network = NetworkState()
    network.set(cali)
    network.routeAppeared(try onLink("10.65.0.2/32", 7), replaces: false)
    _ = network.takeChanges()
    var liveness = WorkloadLiveness()
    let first = liveness.watch(WorkloadInterface(name: "cali123", addresses: [try address("10.65.0.2")]), in: network)
    #expect(first.map(\.isLive) == [true])
    return (network, liveness)
  }

  enum Blow: String, CaseIterable, Sendable {
    case linkRemoved, down, noCarrier, renamed, routeRemoved, routeReplaced, shorterElsewhere, longerElsewhere
  }

  @Test("an address stops to be live by each way in which its path can break, and by no other", arguments: Blow.allCases)
  func blows(_ blow: Blow) throws {
    var (network, liveness) = try watched()
    var expected: WorkloadStatus.State?
    switch blow {
    case .linkRemoved:
      network.removeLink(7)
      expected = .noInterface
    case .down:
      network.set(Link(index: 7, name: "cali123", isUp: false, isRunning: false))
      expected = .down
    case .noCarrier:
      network.set(Link(index: 7, name: "cali123", isUp: true, isRunning: false))
      expected = .noCarrier
    case .renamed:
      network.set(Link(index: 7, name: "cali456", isUp: true, isRunning: true))
      expected = .noInterface
    case .routeRemoved:
      network.routeVanished(try onLink("10.65.0.2/32", 7))
      expected = .notRouted
    case .routeReplaced:
      network.routeAppeared(try onLink("10.65.0.2/32", 8), replaces: true)
      expected = .routedElsewhere(interface: "#8")
    case .shorterElsewhere: network.routeAppeared(try onLink("10.65.0.0/26", 8), replaces: false)
    case .longerElsewhere:
      network.routeVanished(try onLink("10.65.0.2/32", 7))
      network.routeAppeared(try onLink("10.65.0.0/24", 7), replaces: false)
      network.routeAppeared(try onLink("10.65.0.0/26", 8), replaces: false)
      expected = .routedElsewhere(interface: "#8")
    }
    let told = liveness.update(network.takeChanges(), in: network)
    #expect(told.map(\.state) == (expected.map { [$0] } ?? []))
    #expect(told.allSatisfy { $0.why?.isEmpty == false })
  }

  @Test("a link that goes down takes its IPv4 routes along silently; they count again when they are told again")
  func silentRemoval() throws {
    var (network, liveness) = try watched()
    network.set(Link(index: 7, name: "cali123", isUp: false, isRunning: false))
    network.set(cali)
    #expect(liveness.update(network.takeChanges(), in: network).map(\.state) == [.notRouted])
    network.routeAppeared(try onLink("10.65.0.2/32", 7), replaces: false)
    #expect(liveness.update(network.takeChanges(), in: network).map(\.state) == [.live])
  }

  @Test("an interface that appears later makes its addresses live when it is up and the route is there")
  func appearing() throws {
    var network = NetworkState()
    var liveness = WorkloadLiveness()
    let workload = WorkloadInterface(name: "cali123", addresses: [try address("10.65.0.2"), try address("fd65::2")])
    #expect(liveness.watch(workload, in: network).map(\.state) == [.noInterface, .noInterface])
    network.set(Link(index: 7, name: "cali123", isUp: true, isRunning: false))
    network.routeAppeared(try onLink("10.65.0.2/32", 7), replaces: false)
    #expect(liveness.update(network.takeChanges(), in: network).map(\.state) == [.noCarrier, .noCarrier])
    network.set(cali)
    #expect(liveness.update(network.takeChanges(), in: network).map(\.state) == [.live, .notRouted])
    #expect(liveness.watch(WorkloadInterface(name: "cali123", addresses: []), in: network).isEmpty)
    network.removeLink(7)
    #expect(liveness.update(network.takeChanges(), in: network).isEmpty)
  }

  @Test("while a workload moves between interfaces, only the one that has the route is live")
  func moving() throws {
    var (network, liveness) = try watched()
    network.set(Link(index: 8, name: "cali456", isUp: true, isRunning: true))
    let moved = liveness.watch(WorkloadInterface(name: "cali456", addresses: [try address("10.65.0.2")]), in: network)
    #expect(moved.map(\.state) == [.routedElsewhere(interface: "cali123")])
    _ = liveness.update(network.takeChanges(), in: network)
    network.routeAppeared(try onLink("10.65.0.2/32", 8), replaces: true)
    let told = liveness.update(network.takeChanges(), in: network)
    #expect(told.map(\.interface) == ["cali123", "cali456"])
    #expect(told.map(\.isLive) == [false, true])
  }

  @Test("on-link routes are told while their link is usable, and a resync tells differences only")
  func onLinkRoutes() throws {
    var network = NetworkState()
    network.routeAppeared(try onLink("10.0.0.0/24", 3), replaces: false)
    #expect(network.takeChanges().addedRoutes.isEmpty)
    network.set(Link(index: 3, name: "eth0", isUp: true, isRunning: true))
    let expected = OnLinkRoute(prefix: try prefix("10.0.0.0/24"), interfaceIndex: 3, metric: 0)
    #expect(network.takeChanges().addedRoutes == [expected])
    var fresh = NetworkState()
    fresh.set(Link(index: 3, name: "eth0", isUp: true, isRunning: true))
    fresh.routeAppeared(try onLink("10.0.0.0/24", 3), replaces: false)
    network.become(fresh)
    #expect(network.takeChanges().events.isEmpty)
    network.become(NetworkState())
    let changes = network.takeChanges()
    #expect(changes.removedRoutes == [expected])
    #expect(changes.links == [.linkRemoved(Link(index: 3, name: "eth0", isUp: true, isRunning: true))])
    #expect(changes.lost == [3])
  }

  @Test("link-local prefixes and routes with a router resolve nothing")
  func leftOut() throws {
    var network = NetworkState()
    network.set(Link(index: 3, name: "eth0", isUp: true, isRunning: true))
    network.routeAppeared(try onLink("fe80::/64", 3), replaces: false)
    #expect(network.takeChanges().addedRoutes.isEmpty)
    #expect(network.route(to: try address("fe80::1")) == nil)
  }
}
