import BGPRIB
import NetTypes
import Testing

@Suite("Queries in slices")
struct QueryTests {
  private static let announced = ["10.9.0.0/16", "192.0.2.0/24", "10.1.0.0/24", "10.1.0.0/16", "10.1.5.0/24", "10.2.0.0/16"]

  private func lab() -> Lab {
    let lab = Lab()
    let one = lab.peer(1, as: 64600)
    for text in Self.announced { lab.send(one, Wire.Attributes(path: [64600], nextHop: "10.0.0.1"), announce: [text]) }
    lab.settle()
    return lab
  }

  /// All that slices of so many places give.
  private func prefixes(_ lab: Lab, _ query: RouteQuery, limit: Int) -> (texts: [String], slices: Int) {
    var prefixes: [IPPrefix] = []
    var cursor: RouteCursor? = RouteCursor()
    var slices = 0
    while let place = cursor {
      let slice = lab.rib.prefixes(matching: query, from: place, limit: limit)
      prefixes += slice.prefixes
      cursor = slice.next
      slices += 1
    }
    return (prefixes.sorted().map(\.description), slices)
  }

  @Test("every prefix is in exactly one slice, whatever their size", arguments: [1, 2, 5, 6, 7, 1000])
  func slices(limit: Int) {
    let all = prefixes(lab(), RouteQuery(), limit: limit)
    #expect(all.texts == ["10.1.0.0/16", "10.1.0.0/24", "10.1.5.0/24", "10.2.0.0/16", "10.9.0.0/16", "192.0.2.0/24"])
    #expect(limit < 6 ? all.slices > 1 : true)
  }

  @Test("a query narrows what is collected, by what covers it and by family")
  func narrowed() {
    let lab = lab()
    var query = RouteQuery()
    query.prefix = prefix("10.1.0.0/16")
    query.match = .longer
    #expect(prefixes(lab, query, limit: 2).texts == ["10.1.0.0/16", "10.1.0.0/24", "10.1.5.0/24"])
    query = RouteQuery()
    query.family = .ipv6
    #expect(prefixes(lab, query, limit: 2).texts == [])
  }

  @Test("the paths of prefixes come in their order; what is gone meanwhile is left out")
  func paths() {
    let lab = lab()
    let asked = ["10.2.0.0/16", "172.16.0.0/12", "10.1.0.0/24"].map(prefix)
    #expect(lab.rib.routes(of: asked, matching: RouteQuery()).map(\.prefix) == [asked[0], asked[2]])
  }
}
