import NetTypes
import PolicyEnforcement

extension PlanRendering {
  static func expression(_ rule: ChainRule) -> JSONText { .array(rule.matches.flatMap(match) + rule.statements.map(statement)) }

  // MARK: - Matches

  private static func match(_ match: PacketMatch) -> [JSONText] {
    switch match {
    case .family(let family): [compare(meta("nfproto"), .string(family.description))]
    case .ipProtocol(let numbers, let negated): [compare(meta("l4proto"), list(numbers.map { .number(Int($0)) }), negated)]
    case .address(let name, let ranges, let negated): [compare(field(name), list(ranges.map(range)), negated)]
    case .port(let name, let ranges, let negated): [compare(field(name), list(ranges.map(range)), negated)]
    case .member(let fields, let set, let negated): [compare(key(fields), .string("@\(set)"), negated)]
    case .icmp(let kind, let type, let code, let negated): [icmp(kind.rawValue, type, code, negated)]
    case .mark(let bits): [compare(.one("&", .array([meta("mark"), .number(Int(bits))])), .number(Int(bits)))]
    case .connectionMark(let bits): [compare(.one("&", .array([ct("mark"), .number(Int(bits))])), .number(Int(bits)))]
    case .interface(let name, let pattern): [compare(field(name), .string(pattern))]
    case .toHost: [compare(.one("fib", .object([("result", .string("type")), ("flags", .array([.string("daddr")]))])), .string("local"))]
    case .neighbour:
      [
        compare(payload("ip6", "hoplimit"), .number(255)),
        compare(payload("icmpv6", "type"), .one("set", .array([133, 134, 135, 136].map { .number($0) }))),
      ]
    }
  }

  private static func icmp(_ kind: String, _ type: UInt8?, _ code: UInt8?, _ negated: Bool) -> JSONText {
    let values = [("type", type), ("code", code)].compactMap { name, value in value.map { (name, Int($0)) } }
    if values.count == 1 { return compare(payload(kind, values[0].0), .number(values[0].1), negated) }
    let concatenation = JSONText.one("concat", .array(values.map { .number($0.1) }))
    return compare(
      .one("concat", .array(values.map { payload(kind, $0.0) })), .one("set", .array([concatenation])), negated)
  }

  private static func compare(_ left: JSONText, _ right: JSONText, _ negated: Bool = false) -> JSONText {
    .one("match", .object([("op", .string(negated ? "!=" : "==")), ("left", left), ("right", right)]))
  }

  /// A lone value as such, several as a set without a name.
  private static func list(_ values: [JSONText]) -> JSONText { values.count == 1 ? values[0] : .one("set", .array(values)) }

  static func range(_ range: AddressRange) -> JSONText {
    if range.first == range.last { return .string(range.first.description) }
    if let prefix = range.prefix {
      return .one("prefix", .object([("addr", .string(prefix.address.description)), ("len", .number(Int(prefix.length)))]))
    }
    return .one("range", .array([.string(range.first.description), .string(range.last.description)]))
  }

  private static func range(_ range: ClosedRange<UInt16>) -> JSONText {
    range.count == 1
      ? .number(Int(range.lowerBound)) : .one("range", .array([.number(Int(range.lowerBound)), .number(Int(range.upperBound))]))
  }

  // MARK: - Fields

  private static func key(_ fields: [PacketField]) -> JSONText {
    fields.count == 1 ? field(fields[0]) : .one("concat", .array(fields.map(field)))
  }

  private static func field(_ field: PacketField) -> JSONText {
    switch field {
    case .inputInterface: meta("iifname")
    case .outputInterface: meta("oifname")
    case .source(let family): payload(family == .ipv4 ? "ip" : "ip6", "saddr")
    case .destination(let family): payload(family == .ipv4 ? "ip" : "ip6", "daddr")
    case .ipProtocol: meta("l4proto")
    case .sourcePort: payload("th", "sport")
    case .destinationPort: payload("th", "dport")
    }
  }

  private static func meta(_ key: String) -> JSONText { .one("meta", .one("key", .string(key))) }
  private static func ct(_ key: String) -> JSONText { .one("ct", .one("key", .string(key))) }
  private static func payload(_ header: String, _ field: String) -> JSONText {
    .one("payload", .object([("protocol", .string(header)), ("field", .string(field))]))
  }

  // MARK: - Statements

  private static func statement(_ statement: RuleStatement) -> JSONText {
    switch statement {
    case .count(let name): .one("counter", .string(name))
    case .log(let group, let prefix): .one("log", .object([("prefix", .string(prefix)), ("group", .number(Int(group)))]))
    case .limit(let rate): .one("limit", .object([("rate", .number(rate)), ("burst", .number(rate)), ("per", .string("second"))]))
    case .setMark(let bits): mangle("|", Int(bits))
    case .clearMark(let bits): mangle("&", Int(~bits))
    case .exempt: .one("notrack", .null)
    case .dispatch(let fields, let map): .one("vmap", .object([("key", key(fields)), ("data", .string("@\(map)"))]))
    case .tracked(let invalid): tracked(invalid)
    case .verdict(let end): verdict(end)
    }
  }

  private static func mangle(_ operation: String, _ bits: Int) -> JSONText {
    .one(
      "mangle", .object([("key", meta("mark")), ("value", .one(operation, .array([meta("mark"), .number(bits)])))]))
  }

  private static func tracked(_ invalid: String?) -> JSONText {
    var states: [(String, ChainVerdict)] = [("established", .accept), ("related", .accept)]
    if let invalid { states.append(("invalid", .goto(invalid))) }
    let pairs = states.map { JSONText.array([.string($0.0), verdict($0.1)]) }
    return .one("vmap", .object([("key", ct("state")), ("data", .one("set", .array(pairs)))]))
  }

  static func verdict(_ end: ChainVerdict) -> JSONText {
    switch end {
    case .accept: .one("accept", .null)
    case .drop: .one("drop", .null)
    case .back: .one("return", .null)
    case .jump(let chain): .one("jump", .one("target", .string(chain)))
    case .goto(let chain): .one("goto", .one("target", .string(chain)))
    }
  }
}
