import NetTypes

/// What the kernel should hold for a prefix from now on.
public struct KernelChange: Sendable, Hashable {
  /// A way out.
  public struct Hop: Sendable, Hashable {
    /// The next router; it is on the link of the interface.
    public var gateway: IPAddress
    /// The interface, when it is known.
    public var interfaceIndex: UInt32?
    /// Joins the parts.
    public init(gateway: IPAddress, interfaceIndex: UInt32?) { (self.gateway, self.interfaceIndex) = (gateway, interfaceIndex) }
  }

  /// The three things that can be wanted.
  public enum Wanted: Sendable, Hashable {
    /// No route of ours.
    case nothing
    /// Forward to the hops: one, or several of equal cost.
    case unicast([Hop])
    /// Drop what no more specific route takes: it covers an own block.
    case blackhole
  }

  /// The prefix.
  public var prefix: IPPrefix
  /// What is wanted.
  public var wanted: Wanted

  /// Joins the parts.
  public init(prefix: IPPrefix, wanted: Wanted) { (self.prefix, self.wanted) = (prefix, wanted) }
}

/// What became of a ``KernelChange``.
public enum KernelResult: Sendable, Hashable {
  /// The kernel has it.
  case installed
  /// The kernel's refusal, for people: `EINVAL: Nexthop has invalid gateway`.
  case refused(String)
  /// The kernel has no route of ours for the prefix.
  case removed
}
