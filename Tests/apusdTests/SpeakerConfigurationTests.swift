import BGPRIB
import BGPSession
import BGPSpeaker
import NetTypes
import Resources
import Testing

@testable import apusd

@Suite("What the configuration means for the speaker")
struct SpeakerConfigurationTests {
  private func speaker(_ text: String = "", bgp: String = "") throws -> SpeakerConfiguration {
    try Configuration.load(text, bgp: bgp).speakerConfiguration(hashSeed: 7)
  }

  private func peer(_ fields: String) throws -> SpeakerPeer {
    let bgp = "  peers:\n    - { name: tor-1, peerIP: 10.0.0.1, asNumber: 64513\(fields.isEmpty ? "" : ", \(fields)") }"
    return try #require(try speaker(bgp: bgp).peers.first)
  }

  @Test("the node's own values reach the RIB")
  func node() throws {
    let speaker = try speaker(
      "kernel: { export: false }\nblocks: [ 10.65.0.0/26 ]", bgp: "  routeReflectorClusterID: 10.0.0.9\n  multipath: 4")
    #expect(speaker.rib.localAS == ASNumber(64512))
    #expect(speaker.rib.routerID == RouterID("10.0.0.11"))
    #expect(speaker.rib.clusterID == 0x0A00_0009)
    #expect(speaker.rib.maximumPaths == 4)
    #expect(!speaker.rib.exportsToKernel)
    #expect(!speaker.rib.requiresResolvedNextHops)
    #expect(speaker.rib.suppressesWorkloadsInBlocks)
    #expect(speaker.rib.hashSeed == 7)
  }

  @Test("a node that installs routes uses only what it can reach, and advertises workloads when there is no block")
  func defaults() throws {
    let speaker = try speaker()
    #expect(speaker.rib.exportsToKernel)
    #expect(speaker.rib.requiresResolvedNextHops)
    #expect(!speaker.rib.suppressesWorkloadsInBlocks)
    #expect(speaker.rib.clusterID == nil)
    #expect(speaker.listen.map(\.port) == [179, 179])
  }

  @Test("a peer's address, port and transport")
  func transport() throws {
    let bgp = """
        peers:
          - { name: tor-1, peerIP: "[fd00::1]:1790", asNumber: 64513, sourceAddress: "fd00::2", ttlSecurity: 2, passive: true }
      """
    let peer = try #require(try speaker(bgp: bgp).peers.first)
    #expect(peer.endpoint == Endpoint(.v6(try #require(IPv6Address("fd00::1"))), port: 1790))
    #expect(peer.transport.sourceAddress == IPAddress("fd00::2"))
    #expect(peer.transport.ttlSecurity == 2)
    #expect(peer.session.passive)
    #expect(peer.session.port == 1790)
    #expect(peer.session.families == .ipv6, "the family of the session's address")
  }

  @Test("an AS number, or what it has to be compared with ours")
  func remoteAS() throws {
    let rows: [(String, BGPSession.RemoteAS)] = [("64513", .number(ASNumber(64513))), ("internal", .internal), ("external", .external)]
    for (text, expected) in rows {
      let bgp = "  peers:\n    - { name: tor-1, peerIP: 10.0.0.1, asNumber: \(text) }"
      #expect(try speaker(bgp: bgp).peers.first?.session.remoteAS == expected)
    }
  }

  @Test("a range becomes a template, not a peer, and waits for connections")
  func range() throws {
    let bgp = """
        routeReflectorClusterID: 10.0.0.9
        peers:
          - { name: nodes, peerRange: 10.0.0.0/24, asNumber: internal, routeReflectorClient: true }
      """
    let speaker = try speaker(bgp: bgp)
    #expect(speaker.peers.isEmpty)
    #expect(speaker.ranges.map(\.prefix) == [IPPrefix("10.0.0.0/24")])
    #expect(speaker.ranges.first?.template.routing.isReflectorClient == true)
  }

  @Test("filters: named ones by their rules, built-in ones by their name, none for the default")
  func filters() throws {
    #expect(try peer("").routing.filters == [])
    #expect(try peer("filters: [ accept-all ]").routing.filters.map(\.name) == ["accept-all"])
    let bgp = """
        filters:
          - { name: hosts, importV4: [ { action: Accept, matchOperator: In, cidr: 10.0.0.0/8 }, { action: Reject } ] }
        peers:
          - { name: tor-1, peerIP: 10.0.0.1, asNumber: 64513, filters: [ hosts ] }
      """
    let filter = try #require(try speaker(bgp: bgp).peers.first?.routing.filters.first)
    #expect(filter.name == "hosts")
    #expect(filter.importV4.map(\.action) == [.accept, .reject])
    #expect(filter.exportV4.isEmpty)
  }

  @Test("a prefix limit counts for each family of the peer, and its pause is the session's")
  func limit() throws {
    let peer = try peer("families: [ ipv4, ipv6 ], prefixLimit: { maximum: 5, action: restart, restartAfter: 30 }")
    #expect(peer.routing.limits.count == 2)
    #expect(peer.routing.limits[.ipv6]?.maximum == 5)
    #expect(peer.routing.limits[.ipv4]?.action == .restart)
    #expect(peer.limitPause == .seconds(30))
  }

  @Test("graceful restart: the node's, the peer's own, or none")
  func gracefulRestart() throws {
    #expect(try peer("").session.gracefulRestart?.restartTime == 120)
    #expect(try peer("gracefulRestart: { restartTime: 30 }").session.gracefulRestart?.restartTime == 30)
    #expect(try peer("gracefulRestart: false").session.gracefulRestart == nil)
  }

  @Test("another AS of ours towards a peer, and how often ours may be in a path")
  func localAS() throws {
    let peer = try peer("localASNumber: 65000, numAllowedLocalASNumbers: 2")
    #expect(peer.session.localAS == ASNumber(65000))
    #expect(peer.routing.localAS == ASNumber(65000))
    #expect(peer.routing.allowedOwnAS == 2)
    #expect(try self.peer("").routing.localAS == nil)
  }
}
