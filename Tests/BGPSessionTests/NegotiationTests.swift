import BGPWire
import NetTypes
import Testing

@testable import BGPSession

@Suite("Negotiation")
struct NegotiationTests {
  struct Refused: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let configuration: @Sendable (inout PeerConfiguration) -> Void
    let open: @Sendable (inout OpenMessage) -> Void
    let code: String
    let why: String
    init(
      _ name: String, _ configuration: @escaping @Sendable (inout PeerConfiguration) -> Void = { _ in },
      open: @escaping @Sendable (inout OpenMessage) -> Void = { _ in }, code: String, why: String
    ) {
      (testDescription, self.configuration, self.open, self.code, self.why) = (name, configuration, open, code, why)
    }
  }

  static let refused: [Refused] = [
    Refused("another AS", { $0.remoteAS = .number(64599) }, code: "2/2", why: "peer says it is AS 64513, config expects 64599"),
    Refused(
      "an external AS where an internal peer is expected", { $0.remoteAS = .internal }, code: "2/2",
      why: "peer says it is AS 64513, config expects an internal peer (our AS)"),
    Refused(
      "our AS where an external peer is expected", { $0.remoteAS = .external },
      open: {
        $0.asNumber = 64512; $0.capabilities = []
      },
      code: "2/2", why: "peer says it is AS 64512, which is ours"),
    Refused(
      "AS 0", { $0.remoteAS = .external },
      open: {
        $0.asNumber = 0; $0.capabilities = []
      }, code: "2/2", why: "peer says it is AS 0"),
    Refused("identifier 0.0.0.0", open: { $0.routerID = RouterID(0) }, code: "2/3", why: "identifier 0.0.0.0"),
    Refused(
      "our identifier on an internal session", { $0.remoteAS = .internal },
      open: {
        $0.asNumber = 64512; $0.capabilities = []; $0.routerID = RouterID(0x0A00_000B)
      }, code: "2/3",
      why: "peer has our own BGP identifier 10.0.0.11"),
    Refused("a hold time of 1", open: { $0.holdTime = 1 }, code: "2/6", why: "hold time below 3 s"),
    Refused("a hold time of 2", open: { $0.holdTime = 2 }, code: "2/6", why: "hold time below 3 s"),
    Refused(
      "no common family", { $0.families = .ipv4 }, open: { $0.capabilities = [.multiprotocol(.init(.ipv6)), .fourOctetAS(64513)] },
      code: "2/7", why: "peer offers ipv6, config wants ipv4"),
    Refused(
      "no capability for the family we want", { $0.families = .ipv6 }, open: { $0.capabilities = [.fourOctetAS(64513)] }, code: "2/7",
      why: "peer offers ipv4, config wants ipv6"),
    Refused(
      "two providers", { $0.role = .provider }, open: { $0.capabilities.append(.role(.provider)) }, code: "2/11",
      why: "peer says its role is provider, ours is provider"),
    Refused(
      "several roles that differ", { $0.role = .provider }, open: { $0.capabilities += [.role(.customer), .role(.peer)] }, code: "2/11",
      why: "peer says its role is customer and peer, ours is provider"),
    Refused(
      "no role in strict mode",
      {
        $0.role = .peer; $0.strictRole = true
      }, code: "2/11", why: "does not say its role"),
  ]

  @Test("is refused with the NOTIFICATION of the RFC and the reason in `why`", arguments: refused)
  func refusal(row: Refused) {
    var scenario = Scenario(row.configuration)
    let id = scenario.reach(.openSent)
    let effects = scenario.receive(Scenario.open(row.open).encoded(), on: id)
    #expect(effects.texts == ["NOTIFICATION \(row.code) out-1", "close out-1", "Active"])
    #expect(scenario.why.contains(row.why), "\(scenario.why)")
    #expect(scenario.why.contains("retry in 5 s") || scenario.why.contains("retry in 4 s"))
  }

  @Test("an OPEN that cannot be read is answered by the decoder's NOTIFICATION")
  func malformed() {
    var scenario = Scenario()
    let id = scenario.reach(.openSent)
    var bytes = Scenario.open().encoded()
    bytes[19] = 3
    #expect(scenario.receive(bytes, on: id).notification == .unsupportedVersion)
    #expect(scenario.why.hasPrefix("the peer broke the protocol: OPEN Message Error/Unsupported Version Number"))
  }

  static let welcome: [(RemoteAS, ASNumber, PeerType)] = [
    (.number(64513), 64513, .external), (.external, 64513, .external), (.internal, 64512, .internal), (.number(64512), 64512, .internal),
    (.number(4_200_000_000), 4_200_000_000, .external),
  ]

  @Test("is accepted as the peer it says it is", arguments: welcome)
  func accepted(expected: RemoteAS, asNumber: ASNumber, type: PeerType) {
    var scenario = Scenario { $0.remoteAS = expected }
    scenario.reach(
      .established,
      open: Scenario.open {
        $0.asNumber = asNumber; $0.capabilities[3] = .fourOctetAS(asNumber)
      })
    #expect(scenario.peer.negotiated?.remoteAS == asNumber)
    #expect(scenario.peer.negotiated?.peerType == type)
    #expect(scenario.peer.negotiated?.updateContext.peerType == type)
  }

  @Test("external peers may have our identifier (RFC 6286)")
  func sameIdentifier() {
    var scenario = Scenario()
    scenario.reach(.established, open: Scenario.open { $0.routerID = RouterID(0x0A00_000B) })
    #expect(scenario.peer.state == .established)
  }

  @Test("our OPEN offers what the configuration says")
  func offer() throws {
    var configuration = Scenario.configuration
    configuration.localAS = 4_200_000_001
    configuration.extendedNextHop = .ipv4
    configuration.addPathReceive = .all
    configuration.addPathSend = .ipv6
    configuration.role = .customer
    configuration.hostName = "node-a"
    configuration.gracefulRestart = GracefulRestartOptions(restartTime: 90, forwardingPreserved: .ipv4, restarting: true)
    let bytes = configuration.openMessage.encoded()
    let open = try bytes.withUnsafeBytes { try OpenMessage(decoding: UnsafeRawBufferPointer(rebasing: $0[19...])) }
    #expect(open.asNumber == 4_200_000_001 && open.holdTime == 90 && open.routerID == configuration.localRouterID)
    let families: [Capability.GracefulRestart.Family] = [
      .init(.init(.ipv4), forwardingPreserved: true), .init(.init(.ipv6), forwardingPreserved: false),
    ]
    #expect(
      open.capabilities == [
        .multiprotocol(.init(.ipv4)), .multiprotocol(.init(.ipv6)), .routeRefresh, .extendedNextHop([.ipv4OverIPv6]), .extendedMessage,
        .role(.customer), .gracefulRestart(.init(restarting: true, notification: true, restartTime: 90, families: families)),
        .fourOctetAS(4_200_000_001), .addPath([.init(.init(.ipv4), .receive), .init(.init(.ipv6), .both)]), .enhancedRouteRefresh,
        .fqdn(host: "node-a", domain: ""),
      ])
  }

  @Test("agrees on what both sides offer")
  func everything() throws {
    let negotiated = try negotiate {
      $0.extendedNextHop = .ipv4
      $0.addPathReceive = .all
      $0.addPathSend = .all
      $0.role = .customer
      $0.holdTime = 30
    } open: {
      $0.capabilities += [
        .extendedMessage, .extendedNextHop([.ipv4OverIPv6]), .role(.provider), .fqdn(host: "tor", domain: "example.net"),
        .addPath([.init(.init(.ipv4), .send), .init(.init(.ipv6), .receive)]),
        .gracefulRestart(
          .init(restarting: true, notification: true, restartTime: 60, families: [.init(.init(.ipv6), forwardingPreserved: true)])),
        .longLivedGracefulRestart([.init(.init(.ipv6), forwardingPreserved: true, staleTime: 3600)]),
        .unknown(code: 200, value: [1]),
      ]
    }
    #expect(negotiated.families == .all && negotiated.fourOctetAS)
    #expect(negotiated.extendedNextHop == .ipv4)
    #expect(negotiated.addPathReceive == .ipv4 && negotiated.addPathSend == .ipv6)
    #expect(negotiated.maximumMessageLength == 65535 && negotiated.maximumReceiveLength == 65535)
    #expect(negotiated.routeRefresh && negotiated.enhancedRouteRefresh)
    #expect(negotiated.localRole == .customer && negotiated.peerRole == .provider)
    #expect(negotiated.holdTime == 30 && negotiated.keepaliveInterval == .seconds(10))
    #expect(negotiated.hostName == "tor" && negotiated.domainName == "example.net")
    #expect(negotiated.longLivedStaleTime == [.ipv6: .seconds(3600)])
    #expect(
      negotiated.gracefulRestart
        == PeerGracefulRestart(
          restarting: true, notificationSupport: true, restartTime: .seconds(60), families: .ipv6, forwardingPreserved: .ipv6))
    #expect(negotiated.capabilities.contains(.unknown(code: 200, value: [1])))
    #expect(
      negotiated.updateContext
        == UpdateContext(peerType: .external, peerAS: 64513, fourOctetAS: true, families: .all, addPath: .ipv4, extendedNextHop: .ipv4))
  }

  @Test("a peer without capabilities carries IPv4 unicast with two-octet AS numbers")
  func plain() throws {
    let negotiated = try negotiate { _ in
    } open: {
      $0.capabilities = []
    }
    #expect(negotiated.families == .ipv4 && !negotiated.fourOctetAS && !negotiated.routeRefresh)
    #expect(negotiated.maximumMessageLength == 4096 && negotiated.maximumReceiveLength == 65535)
    #expect(negotiated.gracefulRestart == nil && negotiated.addPathReceive == [] && negotiated.extendedNextHop == [])
  }

  @Test("what only one side offers is not agreed on")
  func oneSided() throws {
    let negotiated = try negotiate {
      $0.extendedMessage = false
      $0.gracefulRestart = nil
    } open: {
      $0.capabilities = [
        .multiprotocol(.init(.ipv4)), .enhancedRouteRefresh, .extendedMessage, .extendedNextHop([.ipv4OverIPv6]),
        .addPath([.init(.init(.ipv4), .both)]), Scenario.gracefulRestart(),
        .longLivedGracefulRestart([.init(.init(.ipv4), forwardingPreserved: true, staleTime: 60)]),
      ]
    }
    #expect(negotiated.maximumMessageLength == 65535 && negotiated.maximumReceiveLength == 4096)
    #expect(negotiated.extendedNextHop == [] && negotiated.addPathReceive == [] && negotiated.addPathSend == [])
    #expect(!negotiated.enhancedRouteRefresh)
    #expect(negotiated.gracefulRestart == nil && negotiated.longLivedStaleTime == [:])
  }

  @Test("roles are an affair of external sessions")
  func internalRole() throws {
    let negotiated = try negotiate {
      $0.remoteAS = .internal
      $0.role = .provider
      $0.strictRole = true
    } open: {
      $0.asNumber = 64512
      $0.capabilities = [.fourOctetAS(64512)]
    }
    #expect(negotiated.localRole == nil && negotiated.peerRole == nil)
  }

  private func negotiate(
    _ change: (inout PeerConfiguration) -> Void, open: (inout OpenMessage) -> Void
  ) throws -> Negotiated {
    var configuration = Scenario.configuration
    change(&configuration)
    return try Negotiated(Scenario.open(open), under: configuration)
  }
}
