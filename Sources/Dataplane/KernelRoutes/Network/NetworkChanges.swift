import NetTypes

/// What changed in a ``NetworkState`` between two questions; what came and went in between is not mentioned.
struct NetworkChanges {
  /// Link events in their order.
  var links: [KernelEvent] = []
  /// Links that can carry packets no more.
  var lost: Set<UInt32> = []
  var addedAddresses: Set<InterfaceAddress> = []
  var removedAddresses: Set<InterfaceAddress> = []
  private(set) var addedRoutes: Set<OnLinkRoute> = []
  private(set) var removedRoutes: Set<OnLinkRoute> = []
  /// Names of links that came, went or changed.
  var touchedNames: Set<String> = []
  /// Destinations of on-link routes that came or went, usable or not.
  var touchedPrefixes: Set<IPPrefix> = []

  /// The events in the order in which an owner can use them: what is gone before what came.
  var events: [KernelEvent] {
    var events = links
    if !addedAddresses.isEmpty || !removedAddresses.isEmpty {
      events.append(.addresses(added: Array(addedAddresses), removed: Array(removedAddresses)))
    }
    if !addedRoutes.isEmpty || !removedRoutes.isEmpty {
      events.append(.onLinkRoutes(added: addedRoutes.sorted(), removed: removedRoutes.sorted()))
    }
    return events
  }

  mutating func publish(_ route: OnLinkRoute) {
    if removedRoutes.remove(route) == nil { addedRoutes.insert(route) }
  }

  mutating func withdraw(_ route: OnLinkRoute) {
    if addedRoutes.remove(route) == nil { removedRoutes.insert(route) }
  }
}

extension OnLinkRoute: Comparable {
  /// By prefix, then by metric, then by interface.
  public static func < (left: OnLinkRoute, right: OnLinkRoute) -> Bool {
    left.prefix != right.prefix ? left.prefix < right.prefix : (left.metric, left.interfaceIndex) < (right.metric, right.interfaceIndex)
  }
}
