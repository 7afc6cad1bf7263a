import NetTypes

/// What a rule asks of one end of a flow: all criteria that are given must hold.
public struct EntityRule: Hashable, Sendable {
  /// The address is one of those of the endpoints and network sets in this scope; nil is any address.
  public var scope: EndpointScope?
  /// The address is none of those in this scope.
  public var notScope: EndpointScope?
  /// The address is in one of these; empty is any address.
  public var nets: [IPPrefix] = []
  /// The address is in none of these.
  public var notNets: [IPPrefix] = []
  /// The port is one of these; empty is any port.
  public var ports: [PortMatch] = []
  /// The port is none of these.
  public var notPorts: [PortMatch] = []
  /// Address (and, for a destination, protocol and port) are an endpoint of this Service.
  public var service: ServiceName?

  /// Any end.
  public init() {}

  /// An end in a scope; nil is any end.
  public init(scope: EndpointScope?) { self.scope = scope }

  /// An end in some networks.
  public init(nets: [IPPrefix], except: [IPPrefix] = []) {
    self.nets = nets
    self.notNets = except
  }
}

/// A port as rules write it.
public enum PortMatch: Hashable, Sendable {
  /// From the first to the last; a lone port is a range of one.
  case range(ClosedRange<UInt16>)
  /// A name that the endpoint gives to a port.
  case name(String)

  /// A lone port.
  public static func port(_ number: UInt16) -> PortMatch { .range(number...number) }

  /// Whether it is a name.
  public var isName: Bool {
    if case .name = self { return true }
    return false
  }
}

/// The name of a Service.
public struct ServiceName: Hashable, Sendable {
  /// The namespace.
  public var namespace: String
  /// The name.
  public var name: String

  /// Joins the parts.
  public init(namespace: String, name: String) {
    self.namespace = namespace
    self.name = name
  }
}
