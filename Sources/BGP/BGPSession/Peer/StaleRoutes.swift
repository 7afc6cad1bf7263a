import NetTypes

/// Routes of the peer that outlived its session (RFC 4724 §4.2).
struct StaleRoutes: Hashable, Sendable {
  /// Families that have such routes.
  var families: FamilySet
  /// When they go at the latest: the peer's restart time while it is away, our stale path time once it is back.
  var deadline: MonotonicTime
}
