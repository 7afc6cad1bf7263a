import NetTypes

/// What marks a route as ours.
struct RouteIdentity: Hashable, Sendable {
  var table: UInt32
  var protocolNumber: UInt8
  var metric: UInt32

  /// A route of ours.
  func route(_ prefix: IPPrefix, _ target: RouteTarget) -> KernelRoute {
    KernelRoute(prefix: prefix, target: target, table: table, protocolNumber: protocolNumber, metric: metric)
  }

  /// Whether the route is ours, of whatever metric.
  func owns(_ route: KernelRoute) -> Bool { route.table == table && route.protocolNumber == protocolNumber }

  /// Whether somebody else's route stands where ours would: the kernel cannot tell the two apart when it replaces.
  func conflicts(with route: KernelRoute) -> Bool {
    route.table == table && route.metric == metric && route.protocolNumber != protocolNumber
  }
}
