import NetTypes

/// The route requests.
extension NetlinkWriter {
  /// RTM_NEWROUTE with an acknowledgement; `mode` says what may be there already.
  mutating func newRoute(_ route: KernelRoute, _ mode: MessageFlags, sequence: UInt32) {
    message(MessageKind.newRoute, [.request, .acknowledge, mode], sequence: sequence) { writer in
      writer.routeHeader(
        route, scope: Self.scope(of: route.target), kind: route.target.kind.rawValue, isOnLink: route.target.isSingleOnLink)
      writer.hops(of: route)
    }
  }

  /// RTM_DELROUTE with an acknowledgement. The kernel compares prefix, table, protocol and metric, so it finds only ours; with
  /// `everyHop` it also compares the hops: needed where somebody else's IPv6 route of the same metric has joined ours to one ECMP set.
  mutating func deleteRoute(_ route: KernelRoute, everyHop: Bool, sequence: UInt32) {
    message(MessageKind.deleteRoute, [.request, .acknowledge], sequence: sequence) { writer in
      writer.routeHeader(route, scope: RouteScope.nowhere, kind: 0, isOnLink: false)
      if everyHop { writer.hops(of: route) }
    }
  }

  /// A dump of the routes of a table, filtered in the kernel (needs NETLINK_GET_STRICT_CHK); protocol 0 is any.
  mutating func dumpRoutes(_ family: AddressFamily, table: UInt32, protocolNumber: UInt8, sequence: UInt32) {
    message(MessageKind.getRoute, [.request, .dump], sequence: sequence) { writer in
      writer.routeHeader(family: family, length: 0, table: table, protocolNumber: protocolNumber, scope: 0, kind: 0, flags: 0)
      if table > 255 { writer.attribute(RouteAttribute.table, table) }
    }
  }

  /// A dump of all links.
  mutating func dumpLinks(sequence: UInt32) {
    message(MessageKind.getLink, [.request, .dump], sequence: sequence) { writer in
      for _ in 0..<4 { writer.append(UInt32(0)) }  // ifinfomsg
    }
  }

  /// A dump of all addresses of both families.
  mutating func dumpAddresses(sequence: UInt32) {
    message(MessageKind.getAddress, [.request, .dump], sequence: sequence) { writer in
      for _ in 0..<2 { writer.append(UInt32(0)) }  // ifaddrmsg
    }
  }

  private mutating func routeHeader(_ route: KernelRoute, scope: UInt8, kind: UInt8, isOnLink: Bool) {
    routeHeader(
      family: route.prefix.family, length: route.prefix.length, table: route.table, protocolNumber: route.protocolNumber, scope: scope,
      kind: kind, flags: isOnLink ? UInt32(RouteFlags.onLink) : 0)
    attribute(RouteAttribute.destination, route.prefix.address)
    attribute(RouteAttribute.priority, route.metric)
    if route.table > 255 { attribute(RouteAttribute.table, route.table) }
  }

  /// rtmsg: family, lengths of destination and source, type of service, table, protocol, scope, type, flags (4).
  private mutating func routeHeader(
    family: AddressFamily, length: UInt8, table: UInt32, protocolNumber: UInt8, scope: UInt8, kind: UInt8, flags: UInt32
  ) {
    append(family.socketFamily)
    append(length)
    append(UInt16(0))
    append(UInt8(exactly: table) ?? RouteTable.unspecified)
    append(protocolNumber)
    append(scope)
    append(kind)
    append(flags)
  }

  private mutating func hops(of route: KernelRoute) {
    let hops = route.target.nextHops
    if hops.count == 1, let hop = hops.first {
      gateway(of: hop, for: route.prefix.family)
      if let interface = hop.interfaceIndex { attribute(RouteAttribute.outputInterface, interface) }
    } else if !hops.isEmpty {
      attribute(RouteAttribute.multipath) { writer in
        for hop in hops {
          writer.multipathHop(flags: hop.onLink ? RouteFlags.onLink : 0, weight: hop.weight, interfaceIndex: hop.interfaceIndex ?? 0) {
            $0.gateway(of: hop, for: route.prefix.family)
          }
        }
      }
    }
  }

  private mutating func gateway(of hop: KernelNextHop, for family: AddressFamily) {
    guard let gateway = hop.gateway else { return }
    if gateway.family == family {
      attribute(RouteAttribute.gateway, gateway)
    } else {
      attribute(RouteAttribute.via) { writer in
        writer.append(UInt16(gateway.family.socketFamily))
        writer.append(gateway)
      }
    }
  }

  private static func scope(of target: RouteTarget) -> UInt8 {
    target.kind == .unicast && target.nextHops.allSatisfy { $0.gateway == nil } ? RouteScope.link : RouteScope.universe
  }
}

extension RouteTarget {
  /// A lone hop has no rtnexthop of its own: its flag stands in the route's header.
  fileprivate var isSingleOnLink: Bool { nextHops.count == 1 && nextHops.allSatisfy(\.onLink) }
}
