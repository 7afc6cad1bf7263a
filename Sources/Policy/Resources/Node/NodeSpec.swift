import NetTypes

/// A node of the cluster as a `Node` manifest describes it (Calico's or Kubernetes').
public struct NodeSpec: Hashable, Sendable {
  /// The name.
  public var name: String
  /// Labels that selectors look at.
  public var labels: [String: String] = [:]
  /// `spec.bgp.asNumber`.
  public var asNumber: ASNumber?
  /// `spec.bgp.ipv4Address` without its length.
  public var ipv4Address: IPv4Address?
  /// `spec.bgp.ipv6Address` without its length.
  public var ipv6Address: IPv6Address?
  /// `spec.bgp.routeReflectorClusterID`: present, the node reflects.
  public var routeReflectorClusterID: RouterID?

  /// A node of which only the name is known.
  public init(name: String) { self.name = name }
}

/// An address pool, as far as BGP looks at it.
public struct IPPoolSpec: Hashable, Sendable {
  /// The name.
  public var name: String
  /// The addresses of the pool.
  public var cidr: IPPrefix
  /// Whether routes inside are kept from every peer.
  public var disableBGPExport = false

  /// A pool that is exported.
  public init(name: String, cidr: IPPrefix) {
    self.name = name
    self.cidr = cidr
  }
}
