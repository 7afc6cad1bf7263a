import NetTypes

/// A connection that the kernel tracks, as policy saw its first packet: after address translation of the destination, before that of the
/// source.
public struct LiveConnection: Hashable, Sendable {
  /// Who opened it.
  public var source: IPAddress
  /// To whom.
  public var destination: IPAddress
  /// The IP protocol.
  public var ipProtocol: UInt8
  /// The source port, of a protocol with ports.
  public var sourcePort: UInt16 = 0
  /// The destination port, of a protocol with ports.
  public var destinationPort: UInt16 = 0
  /// The type of the first packet, of ICMP.
  public var icmpType: UInt8 = 0
  /// The code of the first packet, of ICMP.
  public var icmpCode: UInt8 = 0
  /// Its mark.
  public var mark: UInt32 = 0
  /// What tells it from all others, as the kernel wrote it: the tuple of the original direction, the zone and the number.
  let identity: [UInt8]
}
