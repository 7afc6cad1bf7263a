import BGPRIB
import NetTypes

/// An address of this node.
public struct LocalAddress: Hashable, Sendable {
  /// The address.
  public var address: IPAddress
  /// The length of the network it is in.
  public var prefixLength: UInt8
  /// The interface's number.
  public var interfaceIndex: UInt32
  /// The interface's name.
  public var interface: String

  /// Joins the parts.
  public init(address: IPAddress, prefixLength: UInt8, interfaceIndex: UInt32, interface: String) {
    self.address = address
    self.prefixLength = prefixLength
    self.interfaceIndex = interfaceIndex
    self.interface = interface
  }
}

/// The node's own addresses: a session over one family may carry routes of the other, and these need a next hop too.
struct LocalAddresses {
  var all: Set<LocalAddress> = []

  /// Fills in our next hops towards a peer, from our end of the session.
  func fill(_ peer: inout RIBPeer, session: Endpoint) {
    let own = all.first { $0.address == session.address && (session.interface == nil || $0.interface == session.interface) }
    let neighbours = all.filter { $0.interfaceIndex == own?.interfaceIndex }
    let onLink = own.map { isOnLink(peer.address, of: $0) } ?? false
    // A neighbour on a link without IPv4 does not reach the IPv4 addresses of our other links: RFC 8950 has the IPv6 one for that.
    peer.localIPv4 = address(.ipv4, session: session, near: neighbours, others: onLink ? [] : all)
    peer.localIPv6 = address(.ipv6, session: session, near: neighbours, others: all)
    guard let own, onLink else { return }
    peer.interfaceIndex = own.interfaceIndex
    peer.localLinkLocal = neighbours.compactMap(linkLocal).min()
  }

  private func linkLocal(_ local: LocalAddress) -> IPv6Address? {
    if case .v6(let address) = local.address, address.isLinkLocal { return address }
    return nil
  }

  /// The session's own address, one of the same interface, or one of the others that is not of the loopback: the lowest, so that it stays
  /// the same.
  private func address<Address>(
    _ family: AddressFamily, session: Endpoint, near: Set<LocalAddress>, others: Set<LocalAddress>
  ) -> Address? {
    if session.address.family == family, !session.address.isLinkLocal { return inner(session.address) }
    let usable = { (local: LocalAddress) in local.address.family == family && !local.address.isLinkLocal && !local.isLoopback }
    let chosen = near.filter(usable).map(\.address).min() ?? others.filter(usable).map(\.address).min()
    return chosen.flatMap(inner)
  }

  private func inner<Address>(_ address: IPAddress) -> Address? {
    switch address {
    case .v4(let address): address as? Address
    case .v6(let address): address as? Address
    }
  }

  private func isOnLink(_ address: IPAddress, of own: LocalAddress) -> Bool {
    address.isLinkLocal || IPPrefix(own.address, length: own.prefixLength).contains(address)
  }
}

extension LocalAddress {
  var isLoopback: Bool {
    switch address {
    case .v4(let address): address.isLoopback
    case .v6(let address): address.isLoopback
    }
  }
}
