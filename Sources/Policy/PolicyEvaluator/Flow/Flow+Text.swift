import NetTypes
import Resources

extension FlowParty: LosslessStringConvertible {
  /// Reads `ns/pod`, `hep:NAME`, `node:NAME` or an address; nil for anything else.
  public init?(_ text: String) {
    if let address = IPAddress(text) {
      self = .address(address)
      return
    }
    for (prefix, party) in [("hep:", FlowParty.host), ("node:", FlowParty.node)] where text.hasPrefix(prefix) && text.count > prefix.count {
      self = party(String(text.dropFirst(prefix.count)))
      return
    }
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2, parts.allSatisfy({ !$0.isEmpty }) else { return nil }
    self = .workload(namespace: String(parts[0]), name: String(parts[1]))
  }

  /// The same text.
  public var description: String {
    switch self {
    case .workload(let namespace, let name): "\(namespace)/\(name)"
    case .host(let name): "hep:\(name)"
    case .node(let name): "node:\(name)"
    case .address(let address): "\(address)"
    }
  }
}

extension FlowFault {
  /// What is wrong with the flow.
  public var message: String {
    switch self {
    case .unknownParty(let party): "there is no \(Self.title(party))"
    case .noAddress(let party): "\(Self.title(party)) has no address of this family"
    case .noCommonFamily: "src and dst have no address family in common"
    }
  }

  /// What helps.
  public var mend: String? {
    switch self {
    case .unknownParty: "add its manifest, or correct the name"
    case .noAddress: "a Pod has its addresses in status.podIPs"
    case .noCommonFamily: nil
    }
  }

  private static func title(_ party: FlowParty) -> String {
    switch party {
    case .workload: "workload \(party)"
    case .host(let name): "HostEndpoint \(name)"
    case .node(let name): "node \(name)"
    case .address(let address): "\(address)"
    }
  }
}

/// What a flow goes to: `tcp/80`, `udp/53`, `icmp`, `icmp/8`, `icmpv6/128/0`, `47`.
public struct FlowTarget: Hashable, Sendable, LosslessStringConvertible {
  /// The IP protocol.
  public var ipProtocol: UInt8
  /// The destination port, of a protocol with ports.
  public var port: UInt16 = 0
  /// The ICMP type; nil is an echo request.
  public var icmpType: UInt8?
  /// The ICMP code.
  public var icmpCode: UInt8 = 0

  /// Joins the parts.
  public init(ipProtocol: UInt8, port: UInt16) { (self.ipProtocol, self.port) = (ipProtocol, port) }

  /// Reads a text; nil for anything else. A protocol with ports needs one.
  public init?(_ text: String) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    guard let number = parts.first.flatMap(IPProtocol.number) else { return nil }
    ipProtocol = number
    switch number {
    case IPProtocol.tcp, IPProtocol.udp, IPProtocol.sctp:
      guard parts.count == 2, let port = UInt16(parts[1]) else { return nil }
      self.port = port
    case IPProtocol.icmp, IPProtocol.icmpv6:
      let numbers = parts.dropFirst().map { UInt8($0) }
      guard numbers.count < 3, !numbers.contains(nil) else { return nil }
      icmpType = numbers.first ?? nil
      icmpCode = (numbers.count == 2 ? numbers[1] : 0) ?? 0
    default:
      if parts.count > 1 { return nil }
    }
  }

  /// The same text.
  public var description: String {
    switch ipProtocol {
    case IPProtocol.icmp, IPProtocol.icmpv6:
      (ipProtocol == IPProtocol.icmp ? "icmp" : "icmpv6") + (icmpType.map { "/\($0)/\(icmpCode)" } ?? "")
    case IPProtocol.tcp: "tcp/\(port)"
    case IPProtocol.udp: "udp/\(port)"
    case IPProtocol.sctp: "sctp/\(port)"
    default: "\(ipProtocol)"
    }
  }

  /// The flow from one to another to this target.
  public func flow(from source: FlowParty, to destination: FlowParty) -> Flow {
    var flow = Flow(source, destination)
    (flow.ipProtocol, flow.destinationPort) = (ipProtocol, port)
    (flow.icmpType, flow.icmpCode) = (icmpType, icmpCode)
    return flow
  }
}
