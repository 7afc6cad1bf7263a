import NetTypes

/// The first packet of a flow, with all that rules look at.
struct Packet {
  /// One end.
  struct End {
    var address: IPAddress
    var key: AddressKey
    var port: UInt16
    /// Those who have the address.
    var entry: AddressTable.Entry
  }

  var source: End
  var destination: End
  var family: AddressFamily
  var ipProtocol: UInt8
  var icmpType: UInt8
  var icmpCode: UInt8
  var http: HTTPRequest?

  var isICMP: Bool { ipProtocol == 1 || ipProtocol == 58 }
  /// TCP, UDP and SCTP: the protocols whose ports rules look at.
  var hasPorts: Bool { ipProtocol == 6 || ipProtocol == 17 || ipProtocol == 132 }
}
