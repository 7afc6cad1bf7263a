import Resources

/// Ports that no policy may cut off a host from: ssh, DHCP, DNS, BGP, etcd and the API servers.
public enum FailsafePorts {
  private static let inboundTCP: Set<UInt16> = [22, 179, 2379, 2380, 5473, 6443, 6666, 6667]
  private static let inboundUDP: Set<UInt16> = [68]
  private static let outboundTCP: Set<UInt16> = [179, 2379, 2380, 5473, 6443, 6666, 6667]
  private static let outboundUDP: Set<UInt16> = [53, 67]

  /// Whether a packet to this port is let through at a host endpoint in any case.
  static func contains(_ port: UInt16, ipProtocol: UInt8, _ direction: TrafficDirection) -> Bool {
    switch (ipProtocol, direction) {
    case (IPProtocol.tcp, .ingress): inboundTCP.contains(port)
    case (IPProtocol.udp, .ingress): inboundUDP.contains(port)
    case (IPProtocol.tcp, .egress): outboundTCP.contains(port)
    case (IPProtocol.udp, .egress): outboundUDP.contains(port)
    default: false
    }
  }

  /// The ports of a protocol, in order.
  public static func ports(ipProtocol: UInt8, _ direction: TrafficDirection) -> [UInt16] {
    switch (ipProtocol, direction) {
    case (IPProtocol.tcp, .ingress): inboundTCP.sorted()
    case (IPProtocol.udp, .ingress): inboundUDP.sorted()
    case (IPProtocol.tcp, .egress): outboundTCP.sorted()
    case (IPProtocol.udp, .egress): outboundUDP.sorted()
    default: []
    }
  }
}
