import NetTypes
import Resources

/// A new connection, by its first packet, as it is after address translation of Services.
public struct Flow: Hashable, Sendable {
  /// Who opens it.
  public var source: FlowParty
  /// To whom.
  public var destination: FlowParty
  /// The address family; nil is the first that both ends have, IPv4 first.
  public var family: AddressFamily?
  /// The IP protocol.
  public var ipProtocol = IPProtocol.tcp
  /// The source port, of a protocol with ports.
  public var sourcePort: UInt16 = 49152
  /// The destination port, of a protocol with ports.
  public var destinationPort: UInt16 = 0
  /// The ICMP type; nil is an echo request of the family.
  public var icmpType: UInt8?
  /// The ICMP code.
  public var icmpCode: UInt8 = 0
  /// What is asked for, if it is known.
  public var http: HTTPRequest?

  /// A flow between two ends.
  public init(_ source: FlowParty, _ destination: FlowParty) {
    self.source = source
    self.destination = destination
  }
}

/// An end of a flow.
public enum FlowParty: Hashable, Sendable {
  /// A workload.
  case workload(namespace: String, name: String)
  /// A host endpoint.
  case host(String)
  /// A node.
  case node(String)
  /// An address, whoever has it.
  case address(IPAddress)
}

/// What an HTTP request asks for.
public struct HTTPRequest: Hashable, Sendable {
  /// The method.
  public var method: String
  /// The path as it was sent, with query.
  public var path: String

  /// Joins the parts.
  public init(method: String, path: String) {
    self.method = method
    self.path = path
  }
}

/// Why a flow cannot be judged.
public enum FlowFault: Error, Hashable, Sendable {
  /// There is no such workload, host endpoint or node.
  case unknownParty(FlowParty)
  /// This end has no address, or none of the family.
  case noAddress(FlowParty)
  /// The ends have no family in common.
  case noCommonFamily
}
