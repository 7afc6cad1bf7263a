import BGPWire
import NetTypes
import Testing

@testable import BGPSession

@Suite("Collision (RFC 4271 §6.8, RFC 6286)")
struct CollisionTests {
  struct Rank: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let peerID: String
    let peerAS: ASNumber
    let outgoingStays: Bool
  }

  static let ranks = [
    Rank(testDescription: "our identifier is higher", peerID: "10.0.0.1", peerAS: 64513, outgoingStays: true),
    Rank(testDescription: "our identifier is lower", peerID: "10.0.0.12", peerAS: 64513, outgoingStays: false),
    Rank(testDescription: "the identifier compares as a number", peerID: "9.255.255.255", peerAS: 64513, outgoingStays: true),
    Rank(testDescription: "equal identifiers, our AS is higher", peerID: "10.0.0.11", peerAS: 64000, outgoingStays: true),
    Rank(testDescription: "equal identifiers, our AS is lower", peerID: "10.0.0.11", peerAS: 64513, outgoingStays: false),
  ]

  private let out = Scenario.out
  private let incoming = Scenario.incoming

  private func open(_ rank: Rank) -> [UInt8] {
    Scenario.open {
      $0.routerID = RouterID(rank.peerID) ?? RouterID(0)
      $0.asNumber = rank.peerAS
      $0.capabilities[3] = .fourOctetAS(rank.peerAS)
    }.encoded()
  }

  private func scenario() -> Scenario { Scenario { $0.remoteAS = .external } }

  @Test("both in OpenSent: the first OPEN decides, on whichever it comes", arguments: ranks, [true, false])
  func bothOpenSent(rank: Rank, openComesOnOutgoing: Bool) {
    var scenario = scenario()
    scenario.reach(.openSent)
    #expect(scenario.give(.accepted(incoming)).texts == ["OPEN in-1"])
    let first = openComesOnOutgoing ? out : incoming
    let (winner, loser) = rank.outgoingStays ? (out, incoming) : (incoming, out)
    let effects = scenario.receive(open(rank), on: first)
    let end = ["NOTIFICATION 6/7 \(loser)", "close \(loser)"]
    #expect(effects.texts == (first == winner ? end + ["KEEPALIVE \(winner)", "OpenConfirm"] : end))
    if first == loser { #expect(scenario.receive(open(rank), on: winner).texts == ["KEEPALIVE \(winner)", "OpenConfirm"]) }
    #expect(scenario.receive(Keepalive.bytes, on: winner).texts == ["established \(winner)", "Established"])
    #expect(scenario.peer.statistics.collisions == 1 && scenario.peer.statistics.flaps == 0)
    #expect(scenario.peer.liveConnections == [winner])
  }

  @Test("the other one in OpenConfirm: our OPEN is held back until the peer's decides", arguments: ranks)
  func otherInOpenConfirm(rank: Rank) {
    var scenario = scenario()
    scenario.reach(.openSent)
    scenario.receive(open(rank), on: out)
    #expect(scenario.peer.state == .openConfirm)
    #expect(scenario.give(.accepted(incoming)) == [])
    let effects = scenario.receive(open(rank), on: incoming).texts
    if rank.outgoingStays {
      #expect(effects == ["NOTIFICATION 6/7 in-1", "close in-1"])
    } else {
      #expect(effects == ["NOTIFICATION 6/7 out-1", "close out-1", "OPEN in-1", "KEEPALIVE in-1"])
    }
    let winner = rank.outgoingStays ? out : incoming
    #expect(scenario.receive(Keepalive.bytes, on: winner).texts == ["established \(winner)", "Established"])
  }

  @Test("an OPEN on an accepted connection ends a connect that is still under way", arguments: ranks)
  func connecting(rank: Rank) {
    var scenario = scenario()
    scenario.reach(.connect)
    #expect(scenario.give(.accepted(incoming)).texts == ["OPEN in-1", "OpenSent"])
    #expect(scenario.receive(open(rank), on: incoming).texts == ["abort out-1", "KEEPALIVE in-1", "OpenConfirm"])
    #expect(scenario.give(.connected(out)) == [])
    #expect(scenario.peer.statistics.collisions == 0)
  }

  @Test("an established session stays, and the newcomer is told so", arguments: ranks)
  func established(rank: Rank) {
    var scenario = scenario()
    scenario.reach(.openSent)
    scenario.receive(open(rank), on: out)
    scenario.receive(Keepalive.bytes, on: out)
    scenario.advance(by: .seconds(60))
    #expect(scenario.give(.accepted(incoming)) == [])
    #expect(scenario.receive(open(rank), on: incoming).texts == ["NOTIFICATION 6/7 in-1", "close in-1"])
    #expect(scenario.peer.established == out)
  }

  @Test("a peer with graceful restart that comes back replaces its established session, and its routes stay")
  func restarted() {
    var scenario = Scenario()
    let open = Scenario.open { $0.capabilities.append(Scenario.gracefulRestart()) }
    scenario.reach(.established, open: open)
    scenario.advance(by: .seconds(11))
    #expect(scenario.give(.accepted(incoming)) == [])
    #expect(
      scenario.receive(open.encoded(), on: incoming).texts
        == ["abort out-1", "down keeping ipv4+ipv6", "OPEN in-1", "KEEPALIVE in-1", "OpenConfirm"])
    #expect(scenario.receive(Keepalive.bytes, on: incoming).texts == ["established in-1", "Established"])
    #expect(scenario.peer.staleRoutes?.families == .all)
  }

  @Test("a session of a few seconds is not taken for one before a restart")
  func young() {
    var scenario = Scenario()
    let open = Scenario.open { $0.capabilities.append(Scenario.gracefulRestart(restarting: true)) }
    scenario.reach(.established, open: open)
    scenario.advance(by: .seconds(9))
    scenario.give(.accepted(incoming))
    #expect(scenario.receive(open.encoded(), on: incoming).texts == ["NOTIFICATION 6/7 in-1", "close in-1"])
  }

  @Test("a connection that was held back is greeted when the one before it fails")
  func promoted() {
    var scenario = Scenario()
    scenario.reach(.openConfirm)
    #expect(scenario.give(.accepted(incoming)) == [])
    #expect(scenario.give(.closed(out, .reset)).texts == ["OPEN in-1", "OpenSent"])
    #expect(scenario.receive(Scenario.open().encoded(), on: incoming).texts == ["KEEPALIVE in-1", "OpenConfirm"])
  }

  @Test("a held-back connection without an OPEN ends after four minutes and costs the session nothing")
  func silent() {
    var scenario = Scenario { $0.holdTime = 0 }
    scenario.reach(.established)
    scenario.give(.accepted(incoming))
    #expect(scenario.advance(by: .seconds(241)).texts == ["NOTIFICATION 4/0 in-1", "close in-1"])
    #expect(scenario.peer.state == .established)
    #expect(scenario.why == "up for 241 s" && scenario.peer.statistics.lastError == nil)
  }

  @Test("a peer that connects once more has given up its earlier connection")
  func secondAccept() {
    var scenario = Scenario { $0.passive = true }
    scenario.reach(.openConfirm)
    #expect(
      scenario.give(.accepted(.accepted(2))).texts
        == ["NOTIFICATION 6/7 in-1", "close in-1", "OPEN in-2", "OpenSent"])
  }

  @Test("while an accepted connection waits for an OPEN we still try our own")
  func retryBesideIncoming() {
    var scenario = Scenario()
    scenario.reach(.active)
    scenario.give(.accepted(incoming))
    #expect(scenario.advance(by: .seconds(6)).texts == ["connect out-2"])
  }
}
