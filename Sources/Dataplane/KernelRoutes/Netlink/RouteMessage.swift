import NetTypes

/// The content of RTM_NEWROUTE and RTM_DELROUTE.
struct RouteMessage: Equatable {
  /// Octets of the fixed header (rtmsg).
  static let headerLength = 12

  var route: KernelRoute
  /// Where the destination is; link for on-link routes of IPv4 (IPv6 knows no scopes).
  var scope: UInt8
  /// A cached copy, not a route of a table.
  var isCloned: Bool

  /// Reads a message; nil when it is broken, or no route that concerns us (multicast, local, with a source prefix or type of service).
  init?(_ payload: UnsafeRawBufferPointer) {
    guard payload.count >= Self.headerLength, let flags = payload.number(at: 8, as: UInt32.self),
      let family = AddressFamily(socketFamily: payload[0]), let kind = RouteTarget.Kind(rawValue: payload[7]),
      payload[1] <= family.bitWidth, payload[2] == 0, payload[3] == 0
    else { return nil }
    var fields = Fields(table: UInt32(payload[4]))
    fields.single.onLink = UInt8(truncatingIfNeeded: flags) & RouteFlags.onLink != 0
    var attributes = AttributeReader(payload, after: Self.headerLength)
    while let attribute = attributes.next() { fields.read(attribute, family: family) }
    let destination = fields.destination ?? (family == .ipv4 ? .v4(.any) : .v6(.any))
    guard destination.family == family, payload[1] == 0 || fields.destination != nil else { return nil }
    let hops =
      fields.hops.isEmpty && fields.single != KernelNextHop(gateway: nil, onLink: fields.single.onLink) ? [fields.single] : fields.hops
    route = KernelRoute(
      prefix: IPPrefix(destination, length: payload[1]), target: RouteTarget(kind: kind, nextHops: hops), table: fields.table,
      protocolNumber: payload[5], metric: fields.metric)
    scope = payload[6]
    isCloned = flags & RouteFlags.cloned != 0
  }

  private struct Fields {
    var destination: IPAddress?
    var table: UInt32
    var metric: UInt32 = 0
    var single = KernelNextHop(gateway: nil)
    var hops: [KernelNextHop] = []

    init(table: UInt32) { self.table = table }

    mutating func read(_ attribute: NetlinkAttribute, family: AddressFamily) {
      switch attribute.type {
      case RouteAttribute.destination: destination = IPAddress(octets: attribute.payload)
      case RouteAttribute.table: table = attribute.payload.number(at: 0, as: UInt32.self) ?? table
      case RouteAttribute.priority: metric = attribute.payload.number(at: 0, as: UInt32.self) ?? metric
      case RouteAttribute.outputInterface: single.interfaceIndex = attribute.payload.number(at: 0, as: UInt32.self)
      case RouteAttribute.gateway, RouteAttribute.via: single.gateway = attribute.gateway
      case RouteAttribute.multipath: hops = Self.multipath(attribute.payload)
      default: break
      }
    }

    /// A sequence of rtnexthop: length (2), flags, weight - 1, interface (4), attributes.
    static func multipath(_ bytes: UnsafeRawBufferPointer) -> [KernelNextHop] {
      var hops: [KernelNextHop] = []
      var rest = bytes
      while let length = rest.number(at: 0, as: UInt16.self).map(Int.init), length >= 8, length <= rest.count,
        let interface = rest.number(at: 4, as: UInt32.self)
      {
        var hop = KernelNextHop(
          gateway: nil, interfaceIndex: interface, weight: UInt8(min(Int(rest[3]) + 1, 255)), onLink: rest[2] & RouteFlags.onLink != 0)
        var attributes = AttributeReader(rest.slice(8..<length))
        while let attribute = attributes.next() {
          if attribute.type == RouteAttribute.gateway || attribute.type == RouteAttribute.via { hop.gateway = attribute.gateway }
        }
        hops.append(hop)
        rest = rest.slice(min(aligned(length), rest.count)..<rest.count)
      }
      return hops
    }
  }
}

extension NetlinkAttribute {
  /// RTA_GATEWAY is the bare address; RTA_VIA has the address family (2 octets) before it, as the gateway may be of the other family.
  fileprivate var gateway: IPAddress? {
    type == RouteAttribute.via ? IPAddress(octets: payload.dropFirst(2)) : IPAddress(octets: payload)
  }
}

extension AddressFamily {
  /// The family of a socket family number (AF_INET, AF_INET6).
  init?(socketFamily: UInt8) {
    switch socketFamily {
    case SocketFamily.inet: self = .ipv4
    case SocketFamily.inet6: self = .ipv6
    default: return nil
    }
  }

  /// AF_INET or AF_INET6.
  var socketFamily: UInt8 { self == .ipv4 ? SocketFamily.inet : SocketFamily.inet6 }
}
