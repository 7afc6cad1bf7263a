import BGPWire
import NetTypes
import Testing

@testable import BGPSession

@Suite("Why")
struct WhyTests {
  struct Row: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let why: String
    let configuration: @Sendable (inout PeerConfiguration) -> Void
    let story: @Sendable (inout Scenario) -> Void
    init(
      _ why: String, _ name: String, _ configuration: @escaping @Sendable (inout PeerConfiguration) -> Void = { _ in },
      story: @escaping @Sendable (inout Scenario) -> Void
    ) {
      (self.why, testDescription, self.configuration, self.story) = (why, name, configuration, story)
    }
  }

  /// A retry is awaited for 5 s; seed 7 of the scenario jitters it to a little under 4 s, shown rounded up.
  static let rows: [Row] = [
    Row("not started yet", "before the start") { _ in },
    Row("connecting to 10.0.0.1 for 2 s", "the first connect") {
      $0.reach(.connect)
      $0.now = $0.now + .seconds(2)
    },
    Row(
      "connecting to [fd00::1]:1790 for 0 s", "IPv6 and a port",
      {
        $0.address = IPAddress("fd00::1"); $0.port = 1790
      }
    ) {
      $0.reach(.connect)
    },
    Row(
      "connection refused; is BGP running on 10.0.0.1, and is this node a peer there?; retry in 4 s", "refused"
    ) { $0.reach(.active) },
    Row("no route to the peer; check the route to 10.0.0.1 and the interface; retry in 4 s", "no route") { failed(&$0, .noRoute) },
    Row(
      "no answer to the connect; check that 10.0.0.1 is reachable and has the same password; retry in 4 s", "silence with a password",
      { $0.hasPassword = true }
    ) { failed(&$0, .timedOut) },
    Row("no answer to the connect; check that 10.0.0.1 is reachable and expects no password; retry in 4 s", "silence without one") {
      failed(&$0, .timedOut)
    },
    Row("the source address is not on this node; check sourceAddress; retry in 4 s", "source address") {
      failed(&$0, .sourceAddressUnavailable)
    },
    Row("connect failed: EPERM; retry in 4 s", "another error") { failed(&$0, .other("EPERM")) },
    Row("waits for the peer to connect (passive)", "passive", { $0.passive = true }) { $0.reach(.active) },
    Row(
      "nothing heard from the peer for the hold time of 90 s; waits for the peer to connect (passive)", "passive after a loss",
      { $0.passive = true }
    ) {
      $0.reach(.established)
      $0.advance(by: .seconds(90))
    },
    Row("connected, waits for the peer's OPEN for 3 s", "OpenSent") {
      $0.reach(.openSent)
      $0.now = $0.now + .seconds(3)
    },
    Row("OPENs exchanged, waits for the peer's first KEEPALIVE", "OpenConfirm") { $0.reach(.openConfirm) },
    Row("up for 12 s", "Established") {
      $0.reach(.established)
      $0.now = $0.now + .seconds(12)
    },
    Row("up for 0 s; the peer does not offer ipv6; the peer knows only two-octet AS numbers", "Established, but with less than we want") {
      $0.reach(.established, open: Scenario.open { $0.capabilities = [] })
    },
    Row(
      "the peer closed the connection in OpenSent; is this node a peer there, with this address and password?; retry in 4 s",
      "closed before an OPEN"
    ) {
      let id = $0.reach(.openSent)
      $0.give(.closed(id, .endOfStream))
    },
    Row(
      "peer says it is AS 64513, config expects 64599; retry in 4 s", "wrong AS",
      { $0.remoteAS = .number(64599) }
    ) {
      let id = $0.reach(.openSent)
      $0.receive(Scenario.open().encoded(), on: id)
    },
    Row("peer closed: OPEN Message Error/Bad Peer AS; the peer does not expect our AS 64512; retry in 4 s", "wrong AS, by the peer") {
      let id = $0.reach(.openSent)
      $0.receive(NotificationMessage.badPeerAS.encoded(), on: id)
    },
    Row("peer closed: Cease/Administrative Shutdown: \"maintenance\"; retry in 4 s", "the peer's text") {
      let id = $0.reach(.established)
      $0.receive(NotificationMessage.cease(.administrativeShutdown, text: "maintenance").encoded(), on: id)
    },
    Row("disabled by the administrator: \"rack move\"", "disabled") { $0.give(.disable(reason: "rack move")) },
    Row(
      "connecting to 10.0.0.1 for 0 s; before: connection refused; is BGP running on 10.0.0.1, and is this node a peer there?", "retrying"
    ) {
      $0.reach(.active)
      $0.now = $0.peer.nextDeadline
      $0.give(.timeout)
    },
  ]

  private static func failed(_ scenario: inout Scenario, _ failure: ConnectFailure) {
    let id = scenario.reach(.connect)
    scenario.give(.connectFailed(id, failure))
  }

  @Test("says what is waited for, what went wrong, and what to do", arguments: rows)
  func why(row: Row) {
    var scenario = Scenario(row.configuration)
    row.story(&scenario)
    #expect(scenario.why == row.why)
  }

  @Test("what has passed is rounded down, as SINCE is")
  func elapsed() {
    var scenario = Scenario()
    scenario.reach(.established)
    scenario.now = scenario.now + .milliseconds(6999)
    #expect(scenario.why == "up for 6 s")
  }

  /// A peer that we refused for its AS: what its later attempts look like, and what is left of the refusal then.
  struct Aftermath: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let why: String
    let story: @Sendable (inout Scenario, ConnectionID) -> Void
    init(_ why: String, _ name: String, story: @escaping @Sendable (inout Scenario, ConnectionID) -> Void) {
      (self.why, testDescription, self.story) = (why, name, story)
    }
  }

  private static let refusal = "peer says it is AS 65001, config expects 64513"
  private static let closing = "the peer closed the connection in OpenSent; is this node a peer there, with this address and password?"

  static let aftermaths: [Aftermath] = [
    Aftermath(refusal, "the peer closes the next connection") { $0.give(.closed($1, .endOfStream)) },
    Aftermath(refusal, "the peer resets the next connection") { $0.give(.closed($1, .reset)) },
    Aftermath(refusal, "the peer sends no OPEN any more") { scenario, _ in scenario.advance(by: .seconds(240)) },
    Aftermath(refusal, "the peer rejects the connection") { $0.receive(NotificationMessage.cease(.connectionRejected).encoded(), on: $1) },
    Aftermath(refusal, "another connection fails meanwhile") { scenario, id in
      scenario.give(.accepted(.accepted(77)))
      scenario.give(.closed(.accepted(77), .endOfStream))
      scenario.give(.closed(id, .endOfStream))
    },
    Aftermath("peer closed: Cease/Administrative Shutdown", "the peer says something else") {
      $0.receive(NotificationMessage.cease(.administrativeShutdown).encoded(), on: $1)
    },
    Aftermath(closing, "ten minutes later it is no news") {
      $0.now = $0.now + .seconds(600)
      $0.give(.closed($1, .endOfStream))
    },
    Aftermath("the peer closed the connection in OpenConfirm", "its OPEN is accepted in between") {
      $0.receive(Scenario.open().encoded(), on: $1)
      $0.give(.closed($1, .endOfStream))
    },
  ]

  @Test("a refusal is not hidden by connections that fail after it", arguments: aftermaths)
  func refusalStays(row: Aftermath) {
    var scenario = Scenario()
    let first = scenario.reach(.openSent)
    scenario.receive(
      Scenario.open {
        $0.asNumber = 65001; $0.capabilities = [.fourOctetAS(65001)]
      }.encoded(), on: first)
    #expect(scenario.why.hasPrefix(Self.refusal))
    let next = ConnectionID.accepted(9)
    scenario.give(.accepted(next))
    row.story(&scenario, next)
    #expect(scenario.why.split(separator: "; before: ").last?.hasPrefix(row.why) == true, "\(scenario.why)")
  }

  @Test("the peer's refusal of our OPEN outlives the OPENs that it sends itself")
  func peersRefusal() {
    var scenario = Scenario()
    scenario.receive(NotificationMessage.badPeerAS.encoded(), on: scenario.reach(.openConfirm))
    scenario.give(.accepted(.accepted(9)))
    scenario.receive(Scenario.open().encoded(), on: .accepted(9))
    scenario.give(.closed(.accepted(9), .reset))
    #expect(scenario.why.hasPrefix("peer closed: OPEN Message Error/Bad Peer AS; the peer does not expect our AS 64512"))
  }

  @Test("after an administrator's reset the next failure counts, whatever it is")
  func resetForgets() {
    var scenario = Scenario { $0.remoteAS = .number(64599) }
    scenario.receive(Scenario.open().encoded(), on: scenario.reach(.openSent))
    scenario.give(.reset(reason: nil, hard: false))
    scenario.give(.connectFailed(.outgoing(2), .refused))
    #expect(scenario.why.hasPrefix("connection refused"))
  }

  @Test("the seconds to the retry count down")
  func countdown() {
    var scenario = Scenario { $0.connectRetry = .seconds(60) }
    scenario.reach(.active)
    let retry = scenario.peer.nextDeadline
    scenario.now = retry + .seconds(-41)
    #expect(scenario.why.hasSuffix("retry in 41 s"))
    scenario.now = retry + .milliseconds(-40_001)
    #expect(scenario.why.hasSuffix("retry in 41 s"))
    scenario.now = retry
    #expect(scenario.why.hasSuffix("retry in 0 s"))
  }
}
