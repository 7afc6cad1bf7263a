import NetTypes

/// One end of a TCP connection.
public struct Endpoint: Hashable, Sendable {
  /// The address.
  public var address: IPAddress
  /// The TCP port.
  public var port: UInt16
  /// The interface of a link-local address, by name ("fe80::1%eth0"); nil for others.
  public var interface: String?

  /// Joins the parts; 179 is the port of BGP.
  public init(_ address: IPAddress, port: UInt16 = 179, interface: String? = nil) {
    self.address = address
    self.port = port
    self.interface = interface
  }
}

extension Endpoint: CustomStringConvertible {
  /// `10.0.0.1`, `10.0.0.1:1790`, `[fd00::1]:1790`, `fe80::1%eth0`: the port only when it is not 179.
  public var description: String {
    let text = address.description + (interface.map { "%\($0)" } ?? "")
    if port == 179 { return text }
    return address.family == .ipv6 ? "[\(text)]:\(port)" : "\(text):\(port)"
  }
}
