import BGPRIB
import BGPSpeaker
import ControlAPI
import ControlServer
import NetTypes

extension NodeBackend {
  /// One slice of the routes. The cursor is the place in the RIB; each slice is one short visit to the core loop.
  func routes(_ query: ControlAPI.RouteQuery, after cursor: String?, limit: Int) async throws -> ControlAPI.RoutePage {
    let clock = ClockPair()
    let start = try Self.cursor(cursor)
    let (page, names, unknown) = await daemon.loop.call { speaker -> (BGPRIB.RoutePage?, [PeerIndex: String], String?) in
      var inner = BGPRIB.RouteQuery()
      if let address = query.address {
        inner.prefix = IPPrefix(host: address)
        inner.match = .covering
      } else if let prefix = query.prefix {
        inner.prefix = prefix
        inner.match = query.longer ? .longer : .exact
      }
      inner.onlyFiltered = query.filtered
      for (name, place) in [(query.from, \BGPRIB.RouteQuery.from), (query.to, \BGPRIB.RouteQuery.to)] {
        guard let name else { continue }
        if name == "local" {
          inner[keyPath: place] = .local
        } else if let peer = speaker.peerReport(name, at: clock.monotonic) {
          inner[keyPath: place] = peer.index
        } else {
          return (nil, [:], name)
        }
      }
      let page = speaker.routes(inner, from: start, limit: limit)
      let indices = Set(page.routes.map(\.from))
      return (page, Dictionary(uniqueKeysWithValues: indices.map { ($0, speaker.peerName($0) ?? "local") }), nil)
    }
    guard let page else { throw ControlError.unknownPeer(unknown ?? "", known: try await sessions().map(\.peer)) }
    let entries = page.routes.map { RouteEntry($0, from: names[$0.from] ?? "local", clock) }
    return ControlAPI.RoutePage(routes: entries, next: page.next.map(\.description))
  }

  private static func cursor(_ text: String?) throws(ControlError) -> RouteCursor {
    guard let text else { return RouteCursor() }
    guard let cursor = RouteCursor(text) else { throw ControlError(.invalid, "expected a cursor of this API, found \"\(text)\"") }
    return cursor
  }
}
