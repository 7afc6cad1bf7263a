import NetTypes

/// A route of the main table, not ours, whose destination is on the link of an interface: what next hops resolve against.
///
/// Connected prefixes, and host routes to workloads like those that a CNI plugin sets.
public struct OnLinkRoute: Hashable, Sendable {
  /// The destination.
  public var prefix: IPPrefix
  /// The interface.
  public var interfaceIndex: UInt32
  /// The metric.
  public var metric: UInt32

  /// Joins the parts.
  public init(prefix: IPPrefix, interfaceIndex: UInt32, metric: UInt32) {
    self.prefix = prefix
    self.interfaceIndex = interfaceIndex
    self.metric = metric
  }
}
