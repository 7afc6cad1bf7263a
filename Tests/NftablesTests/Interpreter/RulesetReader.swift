import Foundation
import NetTypes

/// Something in a ruleset that this interpreter does not know. It must not guess.
struct UnknownExpression: Error, CustomStringConvertible {
  let description: String
  init(_ what: Any?) { description = "unknown: \(what ?? "nothing")" }
}

/// Reads the JSON of `nft -j list ruleset`, and of transactions, which have the same objects inside commands.
struct RulesetReader {
  typealias Object = [String: Any]

  private static let protocols: [String: UInt32] = ["icmp": 1, "tcp": 6, "udp": 17, "gre": 47, "ipv6-icmp": 58, "sctp": 132]

  static func read(_ text: String, table: String) throws -> RulesetInterpreter {
    guard let top = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? Object, let list = top["nftables"] as? [Object] else {
      throw UnknownExpression(text.prefix(100))
    }
    var ruleset = RulesetInterpreter()
    for entry in list {
      if entry["delete"] != nil || entry["metainfo"] != nil { continue }
      let object = entry["add"] as? Object ?? entry
      guard object.count == 1, let (kind, value) = object.first, let body = value as? Object else { throw UnknownExpression(entry) }
      if kind == "table" || (body["table"] as? String) != table { continue }
      try read(kind, body, &ruleset)
    }
    return ruleset
  }

  private static func read(_ kind: String, _ body: Object, _ ruleset: inout RulesetInterpreter) throws {
    let name = body["name"] as? String ?? ""
    let elements = body["elem"] as? [Any] ?? []
    switch kind {
    case "counter": break
    case "chain": ruleset.chains[name] = ruleset.chains[name] ?? []
    case "set": ruleset.sets[name] = try self.elements(elements)
    case "map": ruleset.maps[name] = try pairs(elements)
    case "element": try ruleset.maps[name, default: [:]].merge(pairs(elements)) { _, new in new }
    case "rule":
      guard let chain = body["chain"] as? String, let list = body["expr"] as? [Object] else { throw UnknownExpression(body) }
      ruleset.chains[chain, default: []].append(try list.map(step))
    default: throw UnknownExpression(kind)
    }
  }

  // MARK: - Statements

  private static func step(_ object: Object) throws -> RulesetStep {
    guard object.count == 1, let (kind, value) = object.first else { throw UnknownExpression(object) }
    switch kind {
    case "match": return try match(value)
    case "vmap":
      guard let body = value as? Object, let key = body["key"] else { throw UnknownExpression(value) }
      if let name = body["data"] as? String { return .dispatch(try sources(key), .named(String(name.dropFirst()))) }
      guard let list = (body["data"] as? Object)?["set"] as? [Any] else { throw UnknownExpression(value) }
      return .dispatch(try sources(key), .listed(try pairs(list)))
    case "counter":
      guard let name = value as? String else { throw UnknownExpression(object) }
      return .count(name)
    case "mangle": return try mangle(value)
    case "log", "limit", "notrack": return .nothing
    default: return .verdict(try verdict(object))
    }
  }

  private static func match(_ value: Any) throws -> RulesetStep {
    guard let body = value as? Object, let op = body["op"] as? String, ["==", "!=", "in"].contains(op), let left = body["left"],
      let right = body["right"]
    else { throw UnknownExpression(value) }
    return .match(try sources(left), try operand(right), negated: op == "!=")
  }

  private static func mangle(_ value: Any) throws -> RulesetStep {
    guard let body = value as? Object, let key = (body["key"] as? Object)?["meta"] as? Object, key["key"] as? String == "mark",
      let operation = body["value"] as? Object, let list = (operation["|"] ?? operation["&"]) as? [Any], list.count == 2,
      let bits = list[1] as? NSNumber
    else { throw UnknownExpression(value) }
    return .mark(isOr: operation["|"] != nil, bits.uint32Value)
  }

  private static func verdict(_ object: Object) throws -> RulesetVerdict {
    guard object.count == 1, let (kind, value) = object.first else { throw UnknownExpression(object) }
    let target = (value as? Object)?["target"] as? String ?? ""
    switch kind {
    case "accept": return .accept
    case "drop": return .drop
    case "return": return .back
    case "jump": return .jump(target)
    case "goto": return .goto(target)
    default: throw UnknownExpression(object)
    }
  }

  // MARK: - Left sides

  private static func sources(_ value: Any) throws -> [RulesetSource] {
    if let list = (value as? Object)?["concat"] as? [Any] { return try list.map(source) }
    return [try source(value)]
  }

  private static func source(_ value: Any) throws -> RulesetSource {
    guard let object = value as? Object, object.count == 1, let (kind, body) = object.first else { throw UnknownExpression(value) }
    let key = (body as? Object)?["key"] as? String
    switch (kind, key) {
    case ("meta", "iifname"): return .inputInterface
    case ("meta", "oifname"): return .outputInterface
    case ("meta", "l4proto"): return .ipProtocol
    case ("meta", "nfproto"): return .family
    case ("meta", "mark"): return .mark
    case ("ct", "state"): return .state
    case ("ct", "mark"): return .connectionMark
    case ("fib", _): return .destinationType
    case ("&", _):
      guard let list = body as? [Any], list.count == 2, let mask = list[1] as? NSNumber else { throw UnknownExpression(value) }
      return .masked(try source(list[0]), mask.uint32Value)
    case ("payload", _):
      guard let payload = body as? Object, let header = payload["protocol"] as? String, let field = payload["field"] as? String else {
        throw UnknownExpression(value)
      }
      return try self.payload(header, field)
    default: throw UnknownExpression(value)
    }
  }

  private static func payload(_ header: String, _ field: String) throws -> RulesetSource {
    switch (header, field) {
    case ("ip", "saddr"), ("ip", "daddr"): .address(.ipv4, isSource: field == "saddr")
    case ("ip6", "saddr"), ("ip6", "daddr"): .address(.ipv6, isSource: field == "saddr")
    case ("ip6", "hoplimit"): .hopLimit
    case ("th", "sport"), ("th", "dport"): .port(nil, isSource: field == "sport")
    case ("tcp", "sport"), ("tcp", "dport"): .port(6, isSource: field == "sport")
    case ("udp", "sport"), ("udp", "dport"): .port(17, isSource: field == "sport")
    case ("sctp", "sport"), ("sctp", "dport"): .port(132, isSource: field == "sport")
    case ("icmp", "type"), ("icmp", "code"): .icmp(1, isType: field == "type")
    case ("icmpv6", "type"), ("icmpv6", "code"): .icmp(58, isType: field == "type")
    default: throw UnknownExpression("\(header) \(field)")
    }
  }

  // MARK: - Right sides

  private static func operand(_ value: Any) throws -> RulesetOperand {
    if let text = value as? String {
      if text.hasPrefix("@") { return .named(String(text.dropFirst())) }
      if text.hasSuffix("*") { return .prefix(String(text.dropLast())) }
    }
    if let list = (value as? Object)?["set"] as? [Any] { return .listed(try elements(list)) }
    return .listed(try elements([value]))
  }

  private static func elements(_ list: [Any]) throws -> RulesetElements {
    var elements = RulesetElements()
    for item in list {
      if let object = item as? Object, object["concat"] == nil {
        elements.ranges.append(try range(object))
      } else {
        elements.exact.insert(try key(item))
      }
    }
    return elements
  }

  private static func range(_ object: Object) throws -> ClosedRange<UInt128> {
    if let prefix = object["prefix"] as? Object, let address = prefix["addr"] as? String, let length = prefix["len"] as? Int,
      let parsed = IPPrefix("\(address)/\(length)")
    {
      let shift = UInt128(parsed.family.bitWidth - length)
      return parsed.address.number...(parsed.address.number | ((UInt128(1) << shift) &- 1))
    }
    guard let ends = object["range"] as? [Any], ends.count == 2 else { throw UnknownExpression(object) }
    return try number(ends[0])...number(ends[1])
  }

  private static func number(_ value: Any) throws -> UInt128 {
    switch try scalar(value) {
    case .address(let address): return address.number
    case .number(let number): return UInt128(number)
    case .text(let text): throw UnknownExpression(text)
    }
  }

  private static func pairs(_ list: [Any]) throws -> [[PacketValue]: RulesetVerdict] {
    var pairs: [[PacketValue]: RulesetVerdict] = [:]
    for item in list {
      guard let pair = item as? [Any], pair.count == 2, let end = pair[1] as? Object else { throw UnknownExpression(item) }
      pairs[try key(pair[0])] = try verdict(end)
    }
    return pairs
  }

  private static func key(_ value: Any) throws -> [PacketValue] {
    if let list = (value as? Object)?["concat"] as? [Any] { return try list.map(scalar) }
    return [try scalar(value)]
  }

  private static func scalar(_ value: Any) throws -> PacketValue {
    if let text = value as? String {
      if let address = IPAddress(text) { return .address(address) }
      if let number = protocols[text] { return .number(number) }
      if text == "ipv4" || text == "ipv6" { return .number(text == "ipv4" ? 2 : 10) }
      return UInt32(text).map { .number($0) } ?? .text(text)
    }
    guard let number = value as? NSNumber else { throw UnknownExpression(value) }
    return .number(number.uint32Value)
  }
}
