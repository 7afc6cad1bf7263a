import NetTypes

/// What a peer's sockets need before the first packet.
public struct TransportOptions: Hashable, Sendable {
  /// The local address that connections leave from; nil leaves it to the routing table.
  public var sourceAddress: IPAddress?
  /// The TCP-MD5 key (RFC 2385).
  public var password: Password?
  /// How many hops away the peer may be under GTSM (RFC 5082): packets leave with TTL 255 and arrive with at least 256 minus this.
  public var ttlSecurity: UInt8?

  /// Joins the parts.
  public init(sourceAddress: IPAddress? = nil, password: Password? = nil, ttlSecurity: UInt8? = nil) {
    self.sourceAddress = sourceAddress
    self.password = password
    self.ttlSecurity = ttlSecurity
  }
}
