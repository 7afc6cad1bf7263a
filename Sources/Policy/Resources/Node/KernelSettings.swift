/// What is done with learned routes in the kernel.
public struct KernelSettings: Hashable, Sendable {
  /// Whether learned best paths are installed; false for a reflector.
  public var export = true
  /// The routing table: 254 is `main`.
  public var table: UInt32 = Self.mainTable
  /// The `rtm_protocol` number that marks our routes.
  public var routeProtocol: UInt8 = 86

  /// The number of the table `main` (RT_TABLE_MAIN).
  public static let mainTable: UInt32 = 254

  /// The defaults.
  public init() {}
}
