import NetTypes

/// A route as the kernel holds it.
public struct KernelRoute: Hashable, Sendable {
  /// The destination.
  public var prefix: IPPrefix
  /// Where it leads.
  public var target: RouteTarget
  /// The routing table; 254 is main.
  public var table: UInt32
  /// Who put it there (rtm_protocol): 2 the kernel, 3 boot, 4 static, 80 Calico's Felix, our own number otherwise.
  public var protocolNumber: UInt8
  /// The metric: among routes of one prefix the kernel uses the lowest.
  public var metric: UInt32

  /// Joins the parts.
  public init(prefix: IPPrefix, target: RouteTarget, table: UInt32, protocolNumber: UInt8, metric: UInt32) {
    self.prefix = prefix
    self.target = target
    self.table = table
    self.protocolNumber = protocolNumber
    self.metric = metric
  }
}

extension KernelRoute: CustomStringConvertible {
  /// As ip-route writes it.
  public var description: String { "\(prefix) \(target) table \(table) proto \(protocolNumber) metric \(metric)" }
}
