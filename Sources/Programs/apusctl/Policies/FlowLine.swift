import Foundation
import NetTypes
import PolicyEvaluator
import Resources

/// One line of a file of flows.
struct FlowLine {
  /// What is wrong with a line, with its mend.
  struct Fault: Error, Equatable {
    var message: String
    var mend: String?
  }

  let flow: Flow

  /// Reads a JSON object.
  init(_ bytes: some Collection<UInt8>) throws(Fault) {
    guard let value = try? JSONSerialization.jsonObject(with: Data(bytes)), let fields = value as? [String: Any] else {
      throw Fault(message: "expected a JSON object", mend: #"for example {"src":"stars/frontend","dst":"stars/backend","dport":6379}"#)
    }
    try self.init(fields)
  }

  private init(_ fields: [String: Any]) throws(Fault) {
    let known = ["src", "dst", "proto", "dport", "sport", "icmpType", "icmpCode", "ipVersion", "http"]
    if let unknown = fields.keys.sorted().first(where: { !known.contains($0) }) {
      throw Fault(message: "unknown field \"\(unknown)\"", mend: "known fields: \(known.joined(separator: ", "))")
    }
    var flow = Flow(try Self.party("src", fields), try Self.party("dst", fields))
    flow.ipProtocol = try Self.ipProtocol(fields["proto"])
    flow.family = try Self.family(fields)
    if let port = try Self.number("sport", fields, below: 65536) { flow.sourcePort = UInt16(port) }
    if let port = try Self.number("dport", fields, below: 65536) {
      flow.destinationPort = UInt16(port)
    } else if [IPProtocol.tcp, IPProtocol.udp, IPProtocol.sctp].contains(flow.ipProtocol) {
      throw Fault(message: "missing field \"dport\"", mend: "a flow of TCP, UDP or SCTP goes to a port")
    }
    flow.icmpType = try Self.number("icmpType", fields, below: 256).map { UInt8($0) }
    flow.icmpCode = try Self.number("icmpCode", fields, below: 256).map { UInt8($0) } ?? 0
    flow.http = try Self.request(fields["http"])
    self.flow = flow
  }

  private static func party(_ name: String, _ fields: [String: Any]) throws(Fault) -> FlowParty {
    let expected = "ns/pod, hep:NAME, node:NAME or an address"
    guard let value = given(fields[name]) else { throw Fault(message: "missing field \"\(name)\"", mend: "add \(expected)") }
    guard let text = value as? String else { throw Fault(message: "\(name): expected \(expected), found \(value)") }
    guard let party = FlowParty(text) else { throw Fault(message: "\(name): expected \(expected), found \"\(text)\"") }
    return party
  }

  private static func ipProtocol(_ value: Any?) throws(Fault) -> UInt8 {
    guard let value = given(value) else { return IPProtocol.tcp }
    let text = (value as? String) ?? (value as? Int).map(String.init)
    guard let number = text.flatMap(IPProtocol.number) else {
      throw Fault(message: "proto: expected a protocol's name or 1...255, found \(value)")
    }
    return number
  }

  private static func family(_ fields: [String: Any]) throws(Fault) -> AddressFamily? {
    guard given(fields["ipVersion"]) != nil else { return nil }
    switch try number("ipVersion", fields, below: 256) {
    case 4: return .ipv4
    case 6: return .ipv6
    default: throw Fault(message: "ipVersion: expected 4 or 6")
    }
  }

  private static func number(_ name: String, _ fields: [String: Any], below limit: Int) throws(Fault) -> Int? {
    guard let value = given(fields[name]) else { return nil }
    guard let number = value as? Int, (0..<limit).contains(number) else {
      throw Fault(message: "\(name): expected 0...\(limit - 1), found \(value)")
    }
    return number
  }

  private static func request(_ value: Any?) throws(Fault) -> HTTPRequest? {
    guard let value = given(value) else { return nil }
    guard let fields = value as? [String: Any], let method = fields["method"] as? String, let path = fields["path"] as? String else {
      throw Fault(message: "http: expected an object with the texts method and path")
    }
    return HTTPRequest(method: method, path: path)
  }

  /// Null counts as absent.
  private static func given(_ value: Any?) -> Any? { value is NSNull ? nil : value }
}

extension FlowFault {
  /// What is wrong with the flow, and its mend.
  var problem: FlowLine.Fault { FlowLine.Fault(message: message, mend: mend) }
}
