/// Counters of the kernel thread, for status and metrics.
public struct KernelStatistics: Hashable, Sendable {
  /// Own routes in the kernel, as far as acknowledged.
  public var installed = 0
  /// Changes not sent yet.
  public var pending = 0
  /// Routes refused at the moment.
  public var refused = 0
  /// Adopted routes that nobody has wanted yet.
  public var held = 0
  /// Route messages sent.
  public var sent = 0
  /// Route messages that the kernel answered with an error.
  public var failed = 0
  /// Routes repaired because the kernel differed.
  public var drift = 0
  /// Times that everything was read again.
  public var resyncs = 0
  /// Complete rounds of the audit.
  public var auditRounds = 0

  /// All zero.
  public init() {}
}
