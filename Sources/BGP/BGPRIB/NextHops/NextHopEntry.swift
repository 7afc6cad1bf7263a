import BGPWire
import NetTypes

/// Where a next hop leads, as far as it is known.
enum NextHopState: Equatable {
  /// On the link of an interface, which the gateway is reached over. `cover` is the length of the route that it was found by.
  case resolved(gateway: IPAddress, interfaceIndex: UInt32?, cover: UInt8, cost: UInt32)
  /// No connected route and no route of the RIB holds it.
  case unresolved
  /// It is one of our own addresses.
  case own
}

/// One next hop that attribute sets share.
struct NextHopEntry {
  /// The address or addresses.
  var nextHop: NextHop
  /// The interface that a link-local address belongs to; 0 for others.
  var scope: UInt32
  /// Attribute sets that have it.
  var references: UInt32
  /// Where it leads.
  var state: NextHopState

  /// The interface's name, for filters; found with the state.
  var interface: String?
}
