import BGPWire
import NetTypes
import Testing

@testable import BGPSession

@Suite("Route refresh (RFC 2918, RFC 7313)")
struct RouteRefreshTests {
  private typealias Subtype = RouteRefreshMessage.Subtype

  static let rows: [(afi: UInt16, safi: UInt8, subtype: UInt8, enhanced: Bool, effects: [String])] = [
    (1, 1, 0, true, ["refresh ipv4"]), (2, 1, 0, false, ["refresh ipv6"]),
    (1, 1, 1, true, ["BoRR ipv4"]), (2, 1, 2, true, ["EoRR ipv6"]),
    (1, 1, 1, false, []), (1, 1, 2, false, []),  // demarcation that was not agreed on
    (1, 1, 3, true, []), (1, 1, 255, true, []),  // RFC 7313 §5: other subtypes are ignored
    (1, 2, 0, true, []), (25, 70, 0, true, []), (0, 0, 0, true, []),  // RFC 2918 §4: families that were not agreed on
  ]

  @Test("means what it says for a family of the session, and nothing for others", arguments: rows)
  func received(afi: UInt16, safi: UInt8, subtype: UInt8, enhanced: Bool, effects: [String]) {
    var scenario = Scenario()
    let id = scenario.reach(.established, open: Scenario.open { if !enhanced { $0.capabilities.removeLast() } })
    let message = RouteRefreshMessage(afi: afi, safi: safi, subtype: Subtype(rawValue: subtype))
    #expect(scenario.receive(message.encoded(), on: id).texts == effects)
  }

  @Test("a family that only we offered is ignored")
  func notAgreed() {
    var scenario = Scenario()
    let id = scenario.reach(.established, open: Scenario.open { $0.capabilities.remove(at: 1) })
    #expect(scenario.receive(RouteRefreshMessage(family: .ipv6, subtype: .request).encoded(), on: id) == [])
  }

  @Test("a demarcation of the wrong length is a ROUTE-REFRESH Message Error with the message as data", arguments: [1, 2] as [UInt8])
  func wrongLength(subtype: UInt8) {
    var scenario = Scenario()
    let id = scenario.reach(.established)
    var message = RouteRefreshMessage(afi: 1, safi: 1, subtype: Subtype(rawValue: subtype)).encoded() + [0]
    message[17] += 1
    let effects = scenario.receive(message, on: id)
    #expect(effects.texts == ["NOTIFICATION 7/1 out-1", "close out-1", "down", "Active"])
    #expect(effects.notification?.data == message)
  }

  @Test("we ask only a peer that can answer, for a family of the session")
  func requested() {
    var scenario = Scenario()
    scenario.reach(.established, open: Scenario.open { $0.capabilities.remove(at: 1) })
    #expect(scenario.give(.requestRefresh(.ipv4)) == [.send(Scenario.out, RouteRefreshMessage(family: .ipv4, subtype: .request).encoded())])
    #expect(scenario.give(.requestRefresh(.ipv6)) == [])
    var silent = Scenario()
    silent.reach(.established, open: Scenario.open { $0.capabilities = [] })
    #expect(silent.give(.requestRefresh(.ipv4)) == [])
    var waiting = Scenario()
    waiting.reach(.openConfirm)
    #expect(waiting.give(.requestRefresh(.ipv4)) == [])
  }
}
