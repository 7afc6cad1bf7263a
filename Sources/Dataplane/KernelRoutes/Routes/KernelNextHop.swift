import NetTypes

/// One way out of a route: a gateway, an interface, or both.
public struct KernelNextHop: Hashable, Sendable {
  /// The router; nil for a destination that is on the link itself. An IPv6 gateway may carry IPv4 routes (RFC 8950).
  public var gateway: IPAddress?
  /// The interface; nil lets the kernel find it from the gateway. A link-local gateway needs it.
  public var interfaceIndex: UInt32?
  /// The share of this hop among the hops of a multipath route, 1...255.
  public var weight: UInt8
  /// The gateway is reachable on the interface although no connected route says so (`onlink` of ip-route).
  public var onLink: Bool

  /// Joins the parts; a weight of 0 is taken as 1.
  public init(gateway: IPAddress?, interfaceIndex: UInt32? = nil, weight: UInt8 = 1, onLink: Bool = false) {
    self.gateway = gateway
    self.interfaceIndex = interfaceIndex
    self.weight = max(weight, 1)
    self.onLink = onLink
  }

  /// Whether a hop that the kernel shows does what this hop asked for: the kernel fills in the interface that was left open.
  func isSatisfied(by actual: KernelNextHop) -> Bool {
    gateway == actual.gateway && weight == actual.weight && onLink == actual.onLink
      && (interfaceIndex == nil || interfaceIndex == actual.interfaceIndex)
  }
}

extension KernelNextHop: Comparable {
  /// Device routes first, then by gateway, then by interface: the order has no meaning, it only makes sets comparable.
  public static func < (left: KernelNextHop, right: KernelNextHop) -> Bool {
    switch (left.gateway, right.gateway) {
    case (nil, .some): return true
    case (.some, nil): return false
    case (.some(let left), .some(let right)) where left != right: return left < right
    default: return (left.interfaceIndex ?? 0, left.weight) < (right.interfaceIndex ?? 0, right.weight)
    }
  }
}

extension KernelNextHop: CustomStringConvertible {
  /// As ip-route writes it, with the interface's index.
  public var description: String {
    var words: [String] = []
    if let gateway { words.append("via \(gateway)") }
    if let interfaceIndex { words.append("dev #\(interfaceIndex)") }
    if weight != 1 { words.append("weight \(weight)") }
    if onLink { words.append("onlink") }
    return words.joined(separator: " ")
  }
}
