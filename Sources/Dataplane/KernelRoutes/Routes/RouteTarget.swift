/// Where a route leads: to next hops, or nowhere.
///
/// Equal targets are equal values: hops are sorted and unique, so that neither the order of a multipath set nor the order
/// in which the kernel lists it makes a difference.
public struct RouteTarget: Hashable, Sendable {
  /// What the kernel does with a packet.
  public enum Kind: UInt8, Sendable, Hashable {
    /// Sends it to a next hop.
    case unicast = 1
    /// Drops it silently.
    case blackhole = 6
    /// Drops it and answers "host unreachable".
    case unreachable = 7
    /// Drops it and answers "administratively prohibited".
    case prohibit = 8
  }

  /// What the kernel does with a packet.
  public let kind: Kind
  /// The ways out, sorted; empty unless the kind is unicast.
  public let nextHops: [KernelNextHop]

  /// A route through next hops; several make an ECMP set.
  public init(via hops: [KernelNextHop]) { self.init(kind: .unicast, nextHops: hops) }

  /// A route that drops: covers a block of which only the /32s are elsewhere, so that strays do not loop.
  public static let blackhole = RouteTarget(kind: .blackhole, nextHops: [])

  init(kind: Kind, nextHops: [KernelNextHop]) {
    self.kind = kind
    switch (kind, nextHops.count) {
    case (.unicast, 0): self.nextHops = []
    case (.unicast, 1):
      self.nextHops = nextHops.map { KernelNextHop(gateway: $0.gateway, interfaceIndex: $0.interfaceIndex, onLink: $0.onLink) }
    case (.unicast, _): self.nextHops = Self.distinct(nextHops)
    default: self.nextHops = []
    }
  }

  private static func distinct(_ hops: [KernelNextHop]) -> [KernelNextHop] {
    let sorted = hops.sorted()
    var result: [KernelNextHop] = []
    for hop in sorted where hop.gateway != result.last?.gateway || hop.interfaceIndex != result.last?.interfaceIndex || result.isEmpty {
      result.append(hop)
    }
    return result.count > 1
      ? result : result.map { KernelNextHop(gateway: $0.gateway, interfaceIndex: $0.interfaceIndex, onLink: $0.onLink) }
  }

  /// Whether a target that the kernel shows does what this one asked for.
  func isSatisfied(by actual: RouteTarget) -> Bool {
    guard kind == actual.kind, nextHops.count == actual.nextHops.count else { return false }
    return zip(nextHops, actual.nextHops).allSatisfy { $0.isSatisfied(by: $1) }
  }

  /// Whether this target has some but not all of the next hops of another one.
  func isPart(of other: RouteTarget) -> Bool {
    kind == .unicast && other.kind == .unicast && !nextHops.isEmpty && nextHops.count < other.nextHops.count
      && nextHops.allSatisfy { hop in other.nextHops.contains { hop.isSatisfied(by: $0) } }
  }

  /// Whether a packet may leave through the interface; a hop without interface may use any.
  func mayUse(interface index: UInt32) -> Bool { nextHops.contains { $0.interfaceIndex == nil || $0.interfaceIndex == index } }
}

extension RouteTarget: CustomStringConvertible {
  /// As ip-route writes it.
  public var description: String {
    kind == .unicast ? nextHops.map(\.description).joined(separator: ", ") : "\(kind)"
  }
}
