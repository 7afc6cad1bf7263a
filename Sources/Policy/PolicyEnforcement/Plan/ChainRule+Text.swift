import NetTypes

extension ChainRule: CustomStringConvertible {
  /// One line, much as nft(8) writes it.
  public var description: String { (matches.map(\.description) + statements.map(\.description)).joined(separator: " ") }

  /// The counter that it counts in.
  public var counter: String? {
    for case .count(let name) in statements { return name }
    return nil
  }

  /// The chains that it leads to by itself; those of maps come on top.
  public var targets: [String] {
    statements.compactMap { statement in
      switch statement {
      case .verdict(.jump(let chain)), .verdict(.goto(let chain)): chain
      case .tracked(let invalid): invalid
      default: nil
      }
    }
  }
}

extension PacketField: CustomStringConvertible {
  /// As nft(8) names it.
  public var description: String {
    switch self {
    case .inputInterface: "iifname"
    case .outputInterface: "oifname"
    case .source(.ipv4): "ip saddr"
    case .source(.ipv6): "ip6 saddr"
    case .destination(.ipv4): "ip daddr"
    case .destination(.ipv6): "ip6 daddr"
    case .ipProtocol: "meta l4proto"
    case .sourcePort: "th sport"
    case .destinationPort: "th dport"
    }
  }
}

extension PacketMatch: CustomStringConvertible {
  /// As nft(8) writes it.
  public var description: String {
    switch self {
    case .family(let family): "meta nfproto \(family)"
    case .ipProtocol(let numbers, let negated): "meta l4proto\(Self.not(negated)) \(Self.list(numbers))"
    case .address(let field, let ranges, let negated):
      "\(field)\(Self.not(negated)) \(Self.list(ranges.map { Self.range($0.first, $0.last) }))"
    case .port(let field, let ranges, let negated):
      "\(field)\(Self.not(negated)) \(Self.list(ranges.map { Self.range($0.lowerBound, $0.upperBound) }))"
    case .member(let fields, let set, let negated): "\(Self.joined(fields))\(Self.not(negated)) @\(set)"
    case .icmp(let kind, let type, let code, let negated):
      "\(kind.rawValue)\(Self.not(negated)) type \(type.map(String.init) ?? "any") code \(code.map(String.init) ?? "any")"
    case .mark(let bits): "meta mark & 0x\(String(bits, radix: 16)) set"
    case .interface(let field, let name): "\(field) \"\(name)\""
    case .connectionMark(let bits): "ct mark & 0x\(String(bits, radix: 16)) set"
    case .toHost: "fib daddr type local"
    case .neighbour: "neighbour discovery"
    }
  }

  private static func not(_ negated: Bool) -> String { negated ? " !=" : "" }

  private static func range<Value: Equatable>(_ first: Value, _ last: Value) -> String { first == last ? "\(first)" : "\(first)-\(last)" }

  private static func list(_ items: [some CustomStringConvertible]) -> String {
    items.count == 1 ? items[0].description : "{ \(items.map(\.description).joined(separator: ", ")) }"
  }

  fileprivate static func joined(_ fields: [PacketField]) -> String { fields.map(\.description).joined(separator: " . ") }
}

extension RuleStatement: CustomStringConvertible {
  /// As nft(8) writes it.
  public var description: String {
    switch self {
    case .count(let name): "counter \(name)"
    case .log(let group, _): "log group \(group)"
    case .limit(let perSecond): "limit rate \(perSecond)/second"
    case .setMark(let bits): "meta mark set | 0x\(String(bits, radix: 16))"
    case .clearMark(let bits): "meta mark set & ~0x\(String(bits, radix: 16))"
    case .exempt: "notrack"
    case .dispatch(let fields, let map): "\(PacketMatch.joined(fields)) vmap @\(map)"
    case .tracked(let invalid): "ct state established,related accept" + (invalid.map { ", invalid jump \($0)" } ?? "")
    case .verdict(let verdict): verdict.description
    }
  }
}

extension ChainVerdict: CustomStringConvertible {
  /// As nft(8) writes it.
  public var description: String {
    switch self {
    case .accept: "accept"
    case .drop: "drop"
    case .back: "return"
    case .jump(let chain): "jump \(chain)"
    case .goto(let chain): "goto \(chain)"
    }
  }
}
