import NetTypes

/// Counts of one family of the RIB.
public struct RIBReport: Sendable, Hashable {
  /// The family.
  public var family: AddressFamily
  /// Prefixes with at least one path.
  public var prefixes: Int
  /// Paths of all peers and of this node.
  public var paths: Int
  /// Prefixes that the kernel has from us.
  public var installed: Int
}
