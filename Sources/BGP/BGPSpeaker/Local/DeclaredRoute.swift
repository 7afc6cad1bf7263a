import BGPRIB
import NetTypes

/// A route that this node originates: always, or while a workload's interface is live.
public struct DeclaredRoute: Hashable, Sendable {
  /// The route. Its `interface`, when set, has to be live.
  public var route: LocalRoute

  /// Wraps a route.
  public init(_ route: LocalRoute) { self.route = route }
}

/// The declared local routes and which of them are advertised.
struct LocalBook {
  /// Where a workload's address has to be live.
  struct Place: Hashable {
    var prefix: IPPrefix
    var interface: String
  }

  var declared: [IPPrefix: DeclaredRoute] = [:]
  /// What the kernel says of places: absent is "not told yet", nil is live, text is why not.
  var places: [Place: String?] = [:]

  /// Why the route is not advertised; nil when it is.
  func obstacle(_ declared: DeclaredRoute) -> String? {
    guard let interface = declared.route.interface else { return nil }
    guard let state = places[Place(prefix: declared.route.prefix, interface: interface)] else {
      return "interface \(interface) has not been looked at yet"
    }
    return state
  }
}
