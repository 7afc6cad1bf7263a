import BGPRIB
import BGPWire
import NetTypes
import Testing

@Suite("Routes kept over a restart")
struct StaleRouteTests {
  @Test("they are shown as stale from the session's end until they are announced again or given up")
  func stale() throws {
    let lab = Lab()
    let one = lab.peer(1, as: 64600)
    let prefixes = ["192.0.2.0/24", "198.51.100.0/24"]
    let shown = { (prefixes.map { lab.paths($0).map { "\($0.isBest ? "best" : "unused")\($0.isStale ? ", stale" : "")" } }) }
    lab.send(one, Wire.Attributes(path: [64600]), announce: prefixes)
    lab.settle()
    #expect(shown() == [["best"], ["best"]])
    lab.receivers[one] = nil
    lab.rib.sessionDown(one, retainStale: true)
    lab.settle()
    #expect(shown() == [["best, stale"], ["best, stale"]])
    #expect(lab.rib.statistics(of: one).ipv4.stale == 2)
    lab.up(one, try #require(lab.peers[one]))
    lab.settle()
    #expect(shown() == [["best, stale"], ["best, stale"]])
    lab.send(one, Wire.Attributes(path: [64600]), announce: [prefixes[0]])
    lab.settle()
    #expect(shown() == [["best"], ["best, stale"]])
    lab.rib.expireStale(one, .ipv4)
    lab.settle()
    #expect(shown() == [["best"], []])
  }
}
