import BGPRIB
import BGPWire
import NetTypes
import Testing

@Suite("Prefix limits that change, and sessions that come back")
struct PrefixLimitTests {
  /// A peer that sent five prefixes under one limit gets another.
  struct Change: Sendable, CustomTestStringConvertible {
    let old: PrefixLimit?
    let new: PrefixLimit?
    let demands: [PeerDemand]

    init(_ old: PrefixLimit?, _ new: PrefixLimit?, _ demands: [PeerDemand]) { (self.old, self.new, self.demands) = (old, new, demands) }

    var testDescription: String { [old, new].map { $0.map { "\($0.action) \($0.maximum)" } ?? "none" }.joined(separator: " to ") }
  }

  private static func warn(_ maximum: Int) -> PrefixLimit { PrefixLimit(maximum: maximum, action: .warn) }
  private static func discard(_ maximum: Int) -> PrefixLimit { PrefixLimit(maximum: maximum, action: .discard) }
  private static func restart(_ maximum: Int) -> PrefixLimit { PrefixLimit(maximum: maximum, action: .restart) }

  static let changes = [
    Change(nil, warn(4), [.limitExceeded(.ipv4, warn(4))]),
    Change(nil, restart(4), [.limitExceeded(.ipv4, restart(4))]),
    Change(nil, discard(4), [.limitExceeded(.ipv4, discard(4))]),
    Change(nil, warn(5), []),
    Change(nil, discard(5), []),
    Change(warn(2), restart(2), [.limitExceeded(.ipv4, restart(2))]),
    Change(warn(2), warn(9), []),
    Change(discard(2), discard(2), []),
    Change(discard(2), discard(3), [.refetch(.ipv4)]),
    Change(discard(2), nil, [.refetch(.ipv4)]),
    Change(discard(2), warn(1), [.refetch(.ipv4), .limitExceeded(.ipv4, warn(1))]),
    Change(discard(2), discard(1), [.limitExceeded(.ipv4, discard(1))]),
    Change(discard(9), discard(7), []),
  ]

  private static let prefixes = (0..<5).map { "192.0.\($0).0/24" }

  private func peer(_ limit: PrefixLimit?) -> RIBPeer {
    var peer = Lab.peer(1)
    peer.limits = limit.map { [.ipv4: $0] } ?? [:]
    return peer
  }

  @Test("a changed limit is compared at once with what the peer has sent", arguments: changes)
  func change(_ change: Change) {
    let lab = Lab()
    let one = lab.peer(1) { $0 = peer(change.old) }
    lab.send(one, Wire.Attributes(), announce: Self.prefixes)
    lab.settle()
    let received = lab.rib.statistics(of: one).ipv4.received
    #expect(lab.rib.update(one, to: peer(change.new)) == change.demands)
    #expect(lab.rib.update(one, to: peer(change.new)) == [], "the same limit again asks for nothing")
    lab.settle()
    #expect(lab.rib.statistics(of: one).ipv4.received == received, "what is in stays")
    guard change.demands.contains(.refetch(.ipv4)) else { return }
    lab.rib.willRefetch(one, .ipv4)
    lab.send(one, Wire.Attributes(), announce: Self.prefixes)
    let room = change.new.map { $0.action == .discard ? $0.maximum : 5 } ?? 5
    #expect([lab.rib.statistics(of: one).ipv4.received, lab.rib.statistics(of: one).ipv4.refusedByLimit] == [room, 5 - room])
  }

  @Test("what a limit leaves out is counted until it is withdrawn, fetched again, or the session ends")
  func refused() throws {
    let lab = Lab()
    let one = lab.peer(1) { $0 = peer(Self.discard(2)) }
    let refused = { lab.rib.statistics(of: one).ipv4.refusedByLimit }
    lab.send(one, Wire.Attributes(), announce: Self.prefixes)
    #expect(refused() == 3)
    lab.send(one, withdraw: [Self.prefixes[4]])
    #expect(refused() == 2)
    lab.send(one, withdraw: [Self.prefixes[0]])
    #expect(refused() == 2, "that one was in")
    lab.rib.beginRefreshFromPeer(one, .ipv4)
    #expect(refused() == 0)
    lab.send(one, Wire.Attributes(), announce: Self.prefixes)
    #expect(refused() == 3)
    lab.rib.sessionDown(one, retainStale: false)
    #expect(refused() == 0)
  }

  @Test("a limit that is passed again in the next session is told again")
  func nextSession() throws {
    let lab = Lab()
    let one = lab.peer(1) { $0 = peer(Self.restart(2)) }
    for session in 1...3 {
      let body = Wire.update(Wire.Attributes(), announce: Self.prefixes.map(prefix))
      guard case .limitExceeded(.ipv4, Self.restart(2)) = lab.send(one, body) else {
        Issue.record("not told in session \(session)")
        return
      }
      lab.rib.sessionDown(one, retainStale: false)
      lab.up(one, try #require(lab.peers[one]))
      lab.settle()
    }
  }
}
