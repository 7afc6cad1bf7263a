import ControlAPI

/// `apusctl routes` as a table that grows page by page.
public struct RouteView: Sendable {
  private var table: Table
  private var isFirstPage = true
  private let palette: Palette

  /// An empty table.
  public init(options: Table.Options) {
    table = Table(Self.columns, options: options)
    palette = options.palette
  }

  /// The lines of a page; the first one decides how wide the columns are.
  public mutating func page(_ routes: [RouteEntry]) -> String {
    let rows = routes.map(Self.row)
    guard isFirstPage else { return rows.map(table.line).joined() }
    isFirstPage = false
    table.fit(rows)
    return table.header + rows.map(table.line).joined()
  }

  /// The line of a path that is gone, for a table that goes on.
  public func gone(_ route: RouteEntry) -> String { table.line([.init("-", .bad)] + Self.row(route).dropFirst()) }

  static let columns: [Table.Column] = [
    .init(""), .init("PREFIX"), .init("NEXT-HOP"), .init("FROM"), .init("PREF", .right), .init("MED", .right), .init("PATH"),
    .init("ORIGIN", isWide: true), .init("COMMUNITIES", isWide: true), .init("INSTALLED", isWide: true), .init("WHY"),
  ]

  static func row(_ route: RouteEntry) -> [Table.Cell] {
    let communities = route.communities + route.largeCommunities + route.extendedCommunities
    return [
      mark(route), .init("\(route.prefix)"), .init(route.nextHop), .init(route.from), .init(route.localPref.map { "\($0)" }),
      .init(route.med.map { "\($0)" }), .init(route.asPath.map(\.description).joined(separator: " ")), .init(route.origin?.rawValue),
      .init(communities.joined(separator: " ")), .init(route.installed ? "yes" : "no"), .init(route.why),
    ]
  }

  /// `>` best, `*` usable and not best, `x` refused, `s` kept from a session that is gone.
  private static func mark(_ route: RouteEntry) -> Table.Cell {
    if route.filtered { return .init("x", .bad) }
    if route.best { return .init(route.stale ? "s>" : ">", route.installed ? .good : .plain) }
    return .init(route.stale ? "s" : "*", .faint)
  }
}
