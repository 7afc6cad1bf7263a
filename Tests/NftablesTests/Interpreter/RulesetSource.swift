import NetTypes

/// Where a value comes from: the left side of a match, or the key of a map.
indirect enum RulesetSource {
  case inputInterface, outputInterface, ipProtocol, family, mark, connectionMark, state, destinationType
  case address(AddressFamily, isSource: Bool)
  /// A port; of a protocol, or whatever stands where ports do.
  case port(UInt8?, isSource: Bool)
  case icmp(UInt8, isType: Bool)
  case hopLimit
  case masked(RulesetSource, UInt32)

  /// Nil: the packet has no such thing, so that the rule does not match, negated or not.
  func value(_ packet: SimulatedPacket) -> PacketValue? {
    switch self {
    case .inputInterface: return .text(packet.inputInterface)
    case .outputInterface: return .text(packet.outputInterface)
    case .ipProtocol: return .number(UInt32(packet.ipProtocol))
    case .family: return .number(packet.destination.family == .ipv4 ? 2 : 10)
    case .mark: return .number(packet.mark)
    case .connectionMark: return .number(0)
    case .state: return .text(packet.state)
    case .destinationType: return .text(packet.isToHost ? "local" : "unicast")
    case .hopLimit: return packet.destination.family == .ipv6 ? .number(64) : nil
    case .address(let family, let isSource):
      return packet.destination.family == family ? .address(isSource ? packet.source : packet.destination) : nil
    case .port(let number, let isSource):
      if let number, number != packet.ipProtocol { return nil }
      if [6, 17, 132].contains(packet.ipProtocol) { return .number(UInt32(isSource ? packet.sourcePort : packet.destinationPort)) }
      // What the kernel reads there in ICMP: type and code, then the checksum.
      return .number(isSource ? UInt32(packet.icmpType) << 8 | UInt32(packet.icmpCode) : 80)
    case .icmp(let number, let isType):
      if number != packet.ipProtocol || (packet.destination.family == .ipv4) != (number == 1) { return nil }
      return .number(UInt32(isType ? packet.icmpType : packet.icmpCode))
    case .masked(let inner, let mask):
      guard case .number(let number) = inner.value(packet) else { return nil }
      return .number(number & mask)
    }
  }
}
