import Diagnostics
import Foundation
import Manifests
import NetTypes
import Resources
import Testing

@Suite("Right config files")
struct ConfigurationValueTests {
  static let minimal = "bgp: { asNumber: 64512, routerID: 10.0.0.11 }"

  @Test("two numbers are enough, and every other value has its documented default")
  func defaults() throws {
    let loaded = FileTable.load(Self.minimal)
    #expect(loaded.problems == [])
    let configuration = try #require(loaded.configuration)
    #expect(configuration.node == NodeIdentity(name: "this-host"))
    #expect(configuration.bgp.listen.map(\.description) == ["0.0.0.0", "::"])
    #expect(configuration.bgp.listenPort == 179)
    #expect(configuration.bgp.holdTime == 90)
    #expect(configuration.bgp.gracefulRestart?.restartTime == 120)
    #expect(configuration.bgp.routeReflectorClusterID == nil)
    #expect(configuration.bgp.multipath == 16)
    #expect(configuration.bgp.peers == [] && configuration.bgp.filters == [])
    #expect(configuration.workloads == [] && configuration.blocks == [])
    #expect(configuration.advertiseWorkloads == nil && configuration.effectiveWorkloadAdvertisement == .always)
    #expect(configuration.kernel.export && configuration.kernel.table == 254 && configuration.kernel.routeProtocol == 86)
    #expect(configuration.policy.enforcement == .nftables && configuration.policy.identityAttribute == 255)
    #expect(configuration.store.sqlite == "/var/lib/apus/apus.db")
    #expect(configuration.api.socket == "/run/apus/apus.sock")
    #expect(configuration.api.http == ListenAddress(host: "127.0.0.1", port: 9186))
    #expect(configuration.api.tokenFile == nil)
    #expect(configuration.log.level == .info && configuration.log.format == .auto)
    #expect(loaded.watchedPaths == ["apus.yaml"])
  }

  @Test("a peer's defaults follow from its kind and address")
  func peerDefaults() throws {
    let text = """
      bgp:
        asNumber: 64512
        routerID: 10.0.0.11
        peers:
          - { name: tor, peerIP: 10.0.0.1, asNumber: 64513 }
          - { name: mate, peerIP: "[fd00::2]:1790", asNumber: 64512 }
          - { name: nodes, peerRange: 10.0.0.0/24, asNumber: internal }
          - { name: any, peerIP: "fe80::1%eth0", asNumber: external }
      """
    let peers = try #require(FileTable.load(text).configuration).bgp.peers
    let local = ASNumber(64512)
    #expect(peers.map { $0.isInternal(localAS: local) } == [false, true, true, false])
    #expect(peers.map { $0.effectiveFilters(localAS: local) } == [["own-routes"], ["accept-all"], ["accept-all"], ["own-routes"]])
    #expect(peers.map { $0.trustsIdentity(localAS: local) } == [false, true, true, false])
    #expect(peers.map(\.families) == [.ipv4, .ipv6, .ipv4, .ipv6])
    #expect(peers.map(\.passive) == [false, false, true, false])
    #expect(peers.map(\.enabled) == [true, true, true, true])
    #expect(peers[1].remote == .address(PeerAddress(address: .v6(IPv6Address(high: 0xFD00 << 48, low: 2)), port: 1790)))
    #expect(peers[3].remote == .address(PeerAddress(address: .v6(IPv6Address(high: 0xFE80 << 48, low: 1)), interface: "eth0")))
  }

  @Test("every field of the example has the value that it says")
  func everyField() throws {
    let loaded = ConfigurationFile.load(ExampleTests.path)
    let configuration = try #require(loaded.configuration)
    #expect(configuration.node == NodeIdentity(name: "node-a", labels: ["rack": "r1"]))
    var bgp = BGPSettings(asNumber: ASNumber(64512), routerID: RouterID(0x0A00_000B))
    bgp.routeReflectorClusterID = RouterID(0x0A00_0001)
    bgp.peers = try [Self.tor1(), Self.nodes(), Self.rackTor()]
    bgp.filters = try [Self.rackOnly()]
    #expect(configuration.bgp.peers == bgp.peers)
    #expect(configuration.bgp.filters == bgp.filters)
    #expect(configuration.bgp == bgp)
    var workload = Workload(name: "frontend-1", addresses: [try Self.address("10.65.0.2"), try Self.address("fd65::2")])
    workload.namespace = "stars"
    workload.labels = ["role": "frontend"]
    workload.interface = "cali123"
    workload.ports = [WorkloadPort(name: "http", port: 80)]
    #expect(configuration.workloads == [workload])
    #expect(configuration.blocks == [try Self.prefix("10.65.0.0/26")])
    #expect(configuration.kernel == KernelSettings() && configuration.policy == PolicySettings() && configuration.log == LogSettings())
    #expect(configuration.api.tokenFile == "/etc/apus/token")
    #expect(configuration.manifests == [] && configuration.advertiseWorkloads == .outsideBlocks)
  }

  @Test(
    "own addresses inside own blocks are left to the blocks unless the file says otherwise",
    arguments: [
      ("", WorkloadAdvertisement.always), ("blocks: [ 10.65.0.0/26 ]", .outsideBlocks),
      ("blocks: [ 10.65.0.0/26 ]\nadvertiseWorkloads: always", .always),
      ("blocks: [ 10.65.0.0/26 ]\nadvertiseWorkloads: outsideBlocks", .outsideBlocks),
      ("advertiseWorkloads: outsideBlocks", .outsideBlocks),
    ])
  func advertisement(_ text: String, _ expected: WorkloadAdvertisement) throws {
    let configuration = try #require(FileTable.load("\(Self.minimal)\n\(text)\n").configuration)
    #expect(configuration.effectiveWorkloadAdvertisement == expected)
  }

  private static func tor1() throws -> BGPPeerSpec {
    var peer = BGPPeerSpec(
      name: "tor-1", remote: .address(PeerAddress(address: try address("10.0.0.1"))), asNumber: .number(ASNumber(64513)))
    peer.localASNumber = ASNumber(64515)
    peer.sourceAddress = try address("10.0.0.11")
    peer.ttlSecurity = 1
    peer.filters = ["no-default"]
    peer.families = .all
    peer.holdTime = 90
    peer.role = .customer
    peer.addPath = AddPathSettings(send: .best(2), receive: true)
    var limit = PrefixLimit(maximum: 1000)
    limit.action = .restart
    peer.prefixLimit = limit
    var restart = GracefulRestartSettings()
    restart.restartTime = 60
    peer.gracefulRestart = .on(restart)
    return peer
  }

  private static func nodes() throws -> BGPPeerSpec {
    var peer = BGPPeerSpec(name: "nodes", remote: .range(try prefix("10.0.0.0/24")), asNumber: .internal)
    peer.routeReflectorClient = true
    peer.gracefulRestart = .on(GracefulRestartSettings())
    return peer
  }

  /// `tor-r2` is for another rack and not among this node's peers.
  private static func rackTor() throws -> BGPPeerSpec {
    var peer = BGPPeerSpec(name: "tor-r1", remote: .address(PeerAddress(address: try address("10.0.0.3"))), asNumber: .external)
    peer.filters = ["rack-only", "accept-all"]
    return peer
  }

  private static func rackOnly() throws -> BGPFilterSpec {
    var filter = BGPFilterSpec(name: "rack-only")
    var first = BGPFilterRule(action: .reject)
    (first.cidr, first.matchOperator, first.prefixLength) = (try prefix("10.64.0.0/10"), .in, 27...32)
    var second = BGPFilterRule(action: .accept)
    second.communities = [.standard(64513, 100)]
    second.asPathPrefix = [ASNumber(64513)]
    (second.peerType, second.interface, second.priority) = (.external, "eth*", 512)
    second.operations = [.addCommunity(.large(64512, 1, 2)), .prependASPath([ASNumber(64512), ASNumber(64512)]), .setPriority(1024)]
    filter.importV4 = [first, second]
    var own = BGPFilterRule(action: .reject)
    own.source = .remotePeers
    filter.exportV4 = [own]
    var defaultRoute = BGPFilterRule(action: .reject)
    (defaultRoute.cidr, defaultRoute.matchOperator) = (try prefix("::/0"), .equal)
    filter.importV6 = [defaultRoute]
    var inside = BGPFilterRule(action: .accept)
    (inside.cidr, inside.matchOperator) = (try prefix("fd65::/16"), .in)
    filter.exportV6 = [inside]
    return filter
  }

  static func address(_ text: String) throws -> IPAddress { try #require(IPAddress(text)) }
  static func prefix(_ text: String) throws -> IPPrefix { try #require(IPPrefix(text)) }

  @Test("a generated file in flow style loads: a reflector's bench")
  func benchFile() throws {
    let peers = (1...200).map {
      "    - { name: p\($0), peerIP: \"10.99.1.\($0)\", asNumber: 64512, passive: true, routeReflectorClient: true, families: [ ipv6 ] }"
    }
    let text = """
      node: { name: dut }
      bgp:
        asNumber: 64512
        routerID: 10.99.0.1
        holdTime: 90
        listen: [ "10.99.0.1" ]
        routeReflectorClusterID: 10.99.0.1
        peers:
      \(peers.joined(separator: "\n"))
      kernel: { export: false }
      policy: { enforcement: none }
      store: { sqlite: /tmp/apus-bench/apus.db }
      api: { socket: /tmp/apus-bench/apus.sock, http: "" }
      log: { level: warning }
      """
    let loaded = FileTable.load(text)
    #expect(loaded.problems == [])
    let configuration = try #require(loaded.configuration)
    #expect(configuration.bgp.peers.count == 200)
    #expect(configuration.bgp.peers.allSatisfy { $0.passive && $0.families == .ipv6 && $0.routeReflectorClient })
    #expect(configuration.kernel.export == false && configuration.policy.enforcement == .none)
    #expect(configuration.api.http == nil && configuration.log.level == .warning)
  }

  @Test(
    "values are read in each of their forms",
    arguments: [
      ("bgp: { asNumber: 1.10, routerID: 10.0.0.1 }", "65546"),
      ("bgp: { asNumber: \"64512\", routerID: 10.0.0.1 }", "64512"),
      ("bgp: { asNumber: 4294967295, routerID: 10.0.0.1 }", "4294967295"),
      ("{ \"bgp\": { \"asNumber\": 64512, \"routerID\": \"10.0.0.1\" } }", "64512"),
      ("as: &as 64512\nbgp: { asNumber: *as, routerID: 10.0.0.1 }", "unknown field \"as\" in the config file"),
    ])
  func asNumberForms(_ text: String, _ expected: String) {
    let loaded = FileTable.load(text)
    #expect((loaded.configuration?.bgp.asNumber.description ?? loaded.problems.first?.message) == expected)
  }

  @Test("a null is as good as an absent field")
  func nulls() throws {
    let loaded = FileTable.load("\(Self.minimal)\nworkloads:\nblocks: ~\nkernel: null\nnode:\n")
    #expect(loaded.problems == [])
    let configuration = try #require(loaded.configuration)
    #expect(configuration == FileTable.load(Self.minimal).configuration)
  }

  @Test("relative paths start at the folder of the file")
  func relativePaths() throws {
    let text = "\(Self.minimal)\nstore: { sqlite: state/apus.db }\napi: { socket: apus.sock, tokenFile: /t }\n"
    let files = FileTable(contents: ["lab/a/apus.yaml": text])
    let configuration = try #require(ConfigurationFile.load("lab/a/apus.yaml", files: files.access).configuration)
    #expect(configuration.store.sqlite == "lab/a/state/apus.db")
    #expect(configuration.api.socket == "lab/a/apus.sock" && configuration.api.tokenFile == "/t")
  }

  @Test("five thousand peers are read, checked and compared in well under a second")
  func manyPeers() throws {
    let peers = (0..<5000).map {
      "    - { name: p\($0), peerIP: 10.\($0 / 250).\($0 % 250).1, asNumber: 64513, filters: [ no-default ] }"
    }
    let text = "bgp:\n  asNumber: 64512\n  routerID: 10.0.0.1\n  peers:\n" + peers.joined(separator: "\n")
    let clock = ContinuousClock()
    let start = clock.now
    let configuration = try #require(FileTable.load(text).configuration)
    var other = configuration
    other.bgp.peers[4999].filters = nil
    let diff = ConfigurationDiff.between(configuration, other)
    let time = clock.now - start
    #expect(diff.peers.map(\.name) == ["p4999"] && diff.resetPeers == [])
    #expect(time < .seconds(5), "unoptimised: \(time)")
    print("5000 peers read, checked and compared in \(time)")
  }
}
