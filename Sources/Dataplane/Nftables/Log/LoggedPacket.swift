import KernelRoutes
import NetTypes

/// A packet that a rule has told of.
public struct LoggedPacket: Hashable, Sendable {
  /// The name of what decided: ``RulesetPlan/reasons`` says what that is.
  public var reason = ""
  /// The source address.
  public var source: IPAddress
  /// The destination address.
  public var destination: IPAddress
  /// The IP protocol; of IPv6 the first header behind the fixed one.
  public var ipProtocol: UInt8
  /// The source port of TCP, UDP or SCTP, else 0.
  public var sourcePort: UInt16 = 0
  /// The destination port of TCP, UDP or SCTP, else 0.
  public var destinationPort: UInt16 = 0

  /// Reads a message of the log; nil when it is broken or holds no IP packet.
  init?(message: UnsafeRawBufferPointer) {
    var (reason, packet): (String, LoggedPacket?) = ("", nil)
    var attributes = AttributeReader(message, after: 4)
    while let attribute = attributes.next() {
      if attribute.type == LogAttribute.prefix { reason = attribute.payload.text }
      if attribute.type == LogAttribute.payload { packet = LoggedPacket(packet: attribute.payload) }
    }
    guard var packet else { return nil }
    packet.reason = reason
    self = packet
  }

  /// Reads the headers of an IP packet.
  private init?(packet: UnsafeRawBufferPointer) {
    guard let first = packet.number(at: 0, as: UInt8.self) else { return nil }
    let isFour = first >> 4 == 4
    let (addresses, width, header) = isFour ? (12, 4, Int(first & 15) * 4) : (8, 16, 40)
    guard packet.count >= addresses + 2 * width, let number = packet.number(at: isFour ? 9 : 6, as: UInt8.self),
      let source = IPAddress(octets: packet.slice(addresses..<addresses + width)),
      let destination = IPAddress(octets: packet.slice(addresses + width..<addresses + 2 * width))
    else { return nil }
    (self.source, self.destination, ipProtocol) = (source, destination, number)
    if [6, 17, 132].contains(number), let from = packet.number(at: header, as: UInt16.self),
      let to = packet.number(at: header + 2, as: UInt16.self)
    {
      (sourcePort, destinationPort) = (UInt16(bigEndian: from), UInt16(bigEndian: to))
    }
  }
}
