import NetTypes
import PolicyEnforcement

/// Writes plans as the JSON that `nft -j -f` reads (libnftables-json(5)): one transaction, done as a whole or not at all.
public struct PlanRendering {
  private let table: String
  private var commands: [JSONText] = []

  init(table: String) { self.table = table }

  /// The transaction that replaces a table, whatever it holds, by a plan.
  public static func replace(table: String, with plan: RulesetPlan) -> String {
    var rendering = PlanRendering(table: table)
    // Deleting what is not there would fail: first make sure that it is.
    rendering.command("add", "table")
    rendering.command("delete", "table")
    rendering.command("add", "table")
    rendering.add(plan)
    return rendering.text
  }

  /// The transaction that removes a table.
  public static func remove(table: String) -> String {
    var rendering = PlanRendering(table: table)
    rendering.command("add", "table")
    rendering.command("delete", "table")
    return rendering.text
  }

  var text: String {
    var text = ""
    JSONText.one("nftables", .array(commands)).write(to: &text)
    return text
  }

  // MARK: - Objects

  mutating func command(_ verb: String, _ kind: String, _ members: [(String, JSONText)] = []) {
    let place: [(String, JSONText)] =
      kind == "table" ? [("family", .string("inet")), ("name", .string(table))] : [("family", .string("inet")), ("table", .string(table))]
    commands.append(.one(verb, .one(kind, .object(place + members))))
  }

  /// In an order in which everything exists before it is named.
  private mutating func add(_ plan: RulesetPlan) {
    for name in plan.reasons.keys.sorted() { addCounter(name) }
    for (name, set) in plan.sets.sorted(by: { $0.key < $1.key }) { addSet(name, set) }
    for (name, map) in plan.maps.sorted(by: { $0.key < $1.key }) { addMap(name, map) }
    for (name, chain) in plan.chains.sorted(by: { $0.key < $1.key }) { addChain(name, chain) }
    for (name, chain) in plan.chains.sorted(by: { $0.key < $1.key }) { addRules(name, chain) }
    for (name, map) in plan.maps.sorted(by: { $0.key < $1.key }) { element("add", name, map.elements.map(Self.pair)) }
  }

  mutating func addCounter(_ name: String) { command("add", "counter", [("name", .string(name))]) }

  mutating func addSet(_ name: String, _ set: ElementSet) {
    var members: [(String, JSONText)] = [("name", .string(name)), ("type", Self.type(set.key))]
    if set.isRanges { members.append(("flags", .array([.string("interval")]))) }
    if !set.elements.isEmpty { members.append(("elem", .array(set.elements.map(Self.element)))) }
    command("add", "set", members)
  }

  private mutating func addMap(_ name: String, _ map: VerdictMap) {
    command("add", "map", [("name", .string(name)), ("type", Self.type(map.key)), ("map", .string("verdict"))])
  }

  mutating func element(_ verb: String, _ name: String, _ elements: [JSONText]) {
    if !elements.isEmpty { command(verb, "element", [("name", .string(name)), ("elem", .array(elements))]) }
  }

  static func pair(_ key: [KeyValue], _ chain: String) -> JSONText { .array([element(key), verdict(.goto(chain))]) }

  mutating func addChain(_ name: String, _ chain: Chain) {
    var members: [(String, JSONText)] = [("name", .string(name))]
    if let hook = chain.hook {
      members += [
        ("type", .string("filter")), ("hook", .string(hook.point.rawValue)), ("prio", .number(hook.priority)),
        ("policy", .string("accept")),
      ]
    }
    command("add", "chain", members)
  }

  mutating func addRules(_ name: String, _ chain: Chain) {
    for rule in chain.rules {
      var members: [(String, JSONText)] = [("chain", .string(name)), ("expr", Self.expression(rule))]
      if let comment = rule.comment { members.append(("comment", .string(comment))) }
      command("add", "rule", members)
    }
  }

  // MARK: - Keys

  private static func type(_ key: [KeyType]) -> JSONText {
    let names = key.map { type -> JSONText in
      switch type {
      case .address(.ipv4): .string("ipv4_addr")
      case .address(.ipv6): .string("ipv6_addr")
      case .interface: .string("ifname")
      case .ipProtocol: .string("inet_proto")
      case .port: .string("inet_service")
      }
    }
    return names.count == 1 ? names[0] : .array(names)
  }

  static func element(_ values: [KeyValue]) -> JSONText {
    let texts = values.map { value -> JSONText in
      switch value {
      case .address(let address): .string(address.description)
      case .range(let addresses): range(addresses)
      case .interface(let name): .string(name)
      case .ipProtocol(let number): .number(Int(number))
      case .port(let number): .number(Int(number))
      }
    }
    return texts.count == 1 ? texts[0] : .one("concat", .array(texts))
  }
}
