/// A slice of the answer to a ``RouteQuery``.
public struct RoutePage: Hashable, Sendable {
  /// The paths, all of a prefix on one page.
  public var routes: [RouteEntry]
  /// Where the next page begins; nil when this is the last. Its meaning is the backend's.
  public var next: String?

  /// Joins the parts.
  public init(routes: [RouteEntry], next: String? = nil) {
    self.routes = routes
    self.next = next
  }
}
