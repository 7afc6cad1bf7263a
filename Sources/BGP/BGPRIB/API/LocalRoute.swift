import BGPFilters
import BGPWire
import NetTypes

/// A route that this router originates.
public struct LocalRoute: Sendable, Hashable {
  /// What the route stands for.
  public enum Kind: UInt8, Sendable, Hashable, CaseIterable {
    /// A workload's /32 or /128; the kernel route is not ours.
    case workload
    /// An IPAM block of this node: advertised as one route, covered by a blackhole in the kernel.
    case block
    /// A further prefix that the config advertises; the kernel route is not ours.
    case announcement
  }

  /// The prefix.
  public var prefix: IPPrefix
  /// What it stands for.
  public var kind: Kind
  /// Who it belongs to, for people: `stars/frontend-1`, `blocks[0]`.
  public var name: String
  /// The host-side interface, for filters that ask for it.
  public var interface: String?
  /// Communities to originate it with.
  public var communities: [FilterCommunity] = []
  /// Further attributes as they stand on the wire (flags, code, length, value), ascending codes: a workload's identity.
  public var attributes: [UInt8] = []

  /// Joins the parts that have no default.
  public init(prefix: IPPrefix, kind: Kind, name: String, interface: String? = nil) {
    (self.prefix, self.kind, self.name, self.interface) = (prefix, kind, name, interface)
  }
}

/// A prefix on one of our interfaces, which next hops resolve against.
public struct ConnectedRoute: Sendable, Hashable {
  /// The prefix.
  public var prefix: IPPrefix
  /// The interface's number.
  public var interfaceIndex: UInt32
  /// The interface's name.
  public var interface: String

  /// Joins the parts.
  public init(prefix: IPPrefix, interfaceIndex: UInt32, interface: String) {
    (self.prefix, self.interfaceIndex, self.interface) = (prefix, interfaceIndex, interface)
  }
}
