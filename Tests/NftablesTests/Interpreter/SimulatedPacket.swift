import NetTypes

/// The first packet of a connection on its way through a host.
struct SimulatedPacket {
  var inputInterface = ""
  var outputInterface = ""
  var source: IPAddress
  var destination: IPAddress
  var ipProtocol: UInt8
  var sourcePort: UInt16 = 0
  var destinationPort: UInt16 = 0
  var icmpType: UInt8 = 0
  var icmpCode: UInt8 = 0
  var mark: UInt32 = 0
  var state = "new"
  /// The address is one of the host's.
  var isToHost = false
}

/// A value that a ruleset compares.
enum PacketValue: Hashable {
  case address(IPAddress)
  case number(UInt32)
  case text(String)
}
