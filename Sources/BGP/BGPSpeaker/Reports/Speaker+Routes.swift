import BGPRIB
import NetTypes

extension Speaker {
  /// One slice of the routes that a query asks for.
  public func routes(_ query: RouteQuery, from cursor: RouteCursor, limit: Int) -> RoutePage {
    rib.routes(matching: query, from: cursor, limit: limit)
  }

  /// One slice of the prefixes that may have routes for a query, unsorted.
  public func prefixes(_ query: RouteQuery, from cursor: RouteCursor, limit: Int) -> (prefixes: [IPPrefix], next: RouteCursor?) {
    rib.prefixes(matching: query, from: cursor, limit: limit)
  }

  /// The paths of these prefixes that a query asks for.
  public func routes(of prefixes: some Sequence<IPPrefix>, _ query: RouteQuery) -> [RouteView] {
    rib.routes(of: prefixes, matching: query)
  }

  /// Why a prefix is routed as it is, or why a peer gets it or not, by running the live decision and export code.
  public func explain(_ prefix: IPPrefix, to peer: PeerIndex?) -> RouteExplanation? { rib.explain(prefix, to: peer) }

  /// The RIB's own counts of a family.
  public func ribReport(_ family: AddressFamily) -> RIBReport {
    let size = rib.size(of: family)
    return RIBReport(family: family, prefixes: size.prefixes, paths: size.paths, installed: rib.installedCount(of: family))
  }
}
