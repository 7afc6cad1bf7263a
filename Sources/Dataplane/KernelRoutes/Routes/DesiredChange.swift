import NetTypes

/// What the owner wants in the kernel for one prefix from now on.
public struct DesiredChange: Hashable, Sendable {
  /// The destination.
  public var prefix: IPPrefix
  /// Where it shall lead; nil: no route of ours.
  public var target: RouteTarget?

  /// Joins the parts; a unicast target without hops is no route.
  public init(prefix: IPPrefix, target: RouteTarget?) {
    self.prefix = prefix
    self.target = target.flatMap { $0.kind == .unicast && $0.nextHops.isEmpty ? nil : $0 }
  }
}
