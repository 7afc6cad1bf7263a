/// How the kernel thread works.
public struct KernelRoutesConfiguration: Hashable, Sendable {
  /// Larger than what the kernel gives to routes of the administrator (IPv4 0, IPv6 1024), to connected ones (0 and 256) and to those of DHCP
  /// and router advertisements (up to 1024): for the same prefix a route that somebody else set is preferred to a learned one.
  public static let defaultMetric: UInt32 = 2048

  /// The routing table; 254 is main.
  public var table: UInt32
  /// The number that marks our routes (rtm_protocol).
  public var protocolNumber: UInt8
  /// The metric of our routes. It must be ours alone: the kernel tells routes of a prefix apart by metric only.
  public var metric: UInt32
  /// False: nothing is written, own routes are neither adopted nor removed; only events are told.
  public var export: Bool
  /// The receive buffer for notifications, in octets.
  public var eventBufferSize: Int
  /// Messages per sendmsg.
  public var batchSize: Int
  /// The time for one round of the audit over all own routes.
  public var auditRound: Duration

  /// The defaults of CONTRACT's `kernel:`.
  public init(
    table: UInt32 = 254, protocolNumber: UInt8 = 86, metric: UInt32 = Self.defaultMetric, export: Bool = true,
    eventBufferSize: Int = 8 << 20, batchSize: Int = 256, auditRound: Duration = .seconds(100)
  ) {
    self.table = table
    self.protocolNumber = protocolNumber
    self.metric = metric
    self.export = export
    self.eventBufferSize = eventBufferSize
    self.batchSize = max(1, batchSize)
    self.auditRound = auditRound
  }
}
