import BGPRIB
import BGPSpeaker
import ControlAPI
import ControlServer
import NetTypes

extension NodeBackend {
  /// The prefixes are collected in short visits to the core loop and sorted here; then each page is another short visit.
  ///
  /// What is new since then is not shown, and what is gone is left out: nothing is shown twice, and BGP waits for nobody's terminal.
  func routes(_ query: ControlAPI.RouteQuery) async throws -> AsyncThrowingStream<[RouteEntry], any Error> {
    let inner = try await innerQuery(query)
    if inner.prefix != nil && inner.match != .longer {
      return Self.single(withRivals(await page { $0.routes(inner, from: RouteCursor(), limit: 1).routes }))
    }
    var prefixes = await prefixes(inner)
    prefixes.sort()
    return AsyncThrowingStream { [self, walk = RouteWalk(prefixes)] in
      while let slice = walk.next(Self.pageSize) {
        let page = await page { $0.routes(of: slice, inner) }
        if !page.isEmpty { return page }
      }
      return nil
    }
  }

  /// Prefixes a page: a visit of about a millisecond.
  private static let pageSize = 500
  /// Places of the table that one visit collects prefixes from: less than a millisecond.
  private static let collectedPlaces = 32_768

  /// Who asks for one prefix is also told when the kernel prefers somebody else's route for it.
  private func withRivals(_ routes: [RouteEntry]) -> [RouteEntry] {
    guard let index = routes.firstIndex(where: { $0.best && $0.installed }), let step = rivals(of: routes[index].prefix),
      step.outcome == .fail
    else { return routes }
    var routes = routes
    routes[index].why += "; \(step.text)"
    return routes
  }

  private static func single(_ page: [RouteEntry]) -> AsyncThrowingStream<[RouteEntry], any Error> {
    AsyncThrowingStream { continuation in
      continuation.yield(page)
      continuation.finish()
    }
  }

  private func innerQuery(_ query: ControlAPI.RouteQuery) async throws -> BGPRIB.RouteQuery {
    var inner = BGPRIB.RouteQuery()
    if let address = query.address {
      inner.prefix = IPPrefix(host: address)
      inner.match = .covering
    } else if let prefix = query.prefix {
      inner.prefix = prefix
      inner.match = query.longer ? .longer : .exact
    }
    inner.onlyFiltered = query.filtered
    inner.from = try await index(of: query.from)
    inner.to = try await index(of: query.to)
    return inner
  }

  /// Where a peer stands in the RIB; `local` is this node itself.
  private func index(of peer: String?) async throws -> PeerIndex? {
    guard let peer else { return nil }
    if peer == "local" { return .local }
    let time = ClockPair().monotonic
    if let index = await daemon.loop.call({ $0.peerReport(peer, at: time)?.index }) { return index }
    throw ControlError.unknownPeer(peer, known: try await sessions().map(\.peer))
  }

  private func prefixes(_ query: BGPRIB.RouteQuery) async -> [IPPrefix] {
    var prefixes: [IPPrefix] = []
    var cursor: RouteCursor? = RouteCursor()
    while let start = cursor {
      let slice = await daemon.loop.call { $0.prefixes(query, from: start, limit: Self.collectedPlaces) }
      prefixes += slice.prefixes
      cursor = slice.next
    }
    return prefixes
  }

  /// Asks the core for paths; they become the API's here, outside of it.
  private func page(_ ask: @escaping @Sendable (Speaker) -> [RouteView]) async -> [RouteEntry] {
    let clock = ClockPair()
    let (views, names) = await daemon.loop.call { speaker -> ([RouteView], [PeerIndex: String]) in
      let views = ask(speaker)
      let indices = Set(views.lazy.map(\.from))
      return (views, Dictionary(uniqueKeysWithValues: indices.map { ($0, speaker.peerName($0) ?? "local") }))
    }
    return views.map { RouteEntry($0, from: names[$0.from] ?? "local", clock) }
  }
}
