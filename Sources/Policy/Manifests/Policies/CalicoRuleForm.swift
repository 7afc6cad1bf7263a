import NetTypes
import Resources
import Selectors

/// The rules of Calico's policies and profiles.
enum CalicoRuleForm {
  /// Where rules stand, which decides what they may do.
  enum Place {
    case policy
    case profile
  }

  /// One rule.
  static func rule(_ context: String, _ place: Place) -> Form<CalicoRule> {
    .fields(context) { fields in
      let action = fields.require("action", Form<RuleAction>.word, mend: "add action: Allow, Deny, Pass or Log")
      var rule = CalicoRule(action ?? .deny)
      fields.read("ipVersion", .ipVersion, into: &rule.family)
      fields.read("protocol", .calicoProtocol, into: &rule.ipProtocol)
      fields.read("notProtocol", .calicoProtocol, into: &rule.notProtocol)
      fields.read("icmp", .icmp("\(context).icmp"), into: &rule.icmp)
      fields.read("notICMP", .icmp("\(context).notICMP"), into: &rule.notICMP)
      fields.read("source", entity("\(context).source"), into: &rule.source)
      fields.read("destination", entity("\(context).destination"), into: &rule.destination)
      fields.read("http", .http("\(context).http"), into: &rule.http)
      fields.accept("metadata")
      if place == .profile, rule.action == .pass {
        fields.value("action")?.error("a profile cannot pass: no tier comes after it", mend: "use Allow or Deny")
      }
      checkPorts(of: rule, fields)
      checkICMP(of: rule, fields)
      checkHTTP(of: rule, fields)
      return rule
    }
  }

  private static func checkPorts(of rule: CalicoRule, _ fields: FieldReader) {
    let hasPorts = [IPProtocol.tcp, IPProtocol.udp, IPProtocol.sctp]
    // A protocol that was wrong has been told already.
    if fields.has("protocol"), rule.ipProtocol == nil { return }
    if let number = rule.ipProtocol, hasPorts.contains(number) { return }
    for side in ["source", "destination"] {
      for name in ["ports", "notPorts"] {
        fields.value(side)?[name]?.error("ports need protocol TCP, UDP or SCTP", mend: "add protocol: TCP to the rule")
      }
    }
  }

  private static func checkICMP(of rule: CalicoRule, _ fields: FieldReader) {
    let isICMP = rule.ipProtocol == IPProtocol.icmp || rule.ipProtocol == IPProtocol.icmpv6
    for name in ["icmp", "notICMP"] where fields.has(name) && !isICMP && !(fields.has("protocol") && rule.ipProtocol == nil) {
      fields.value(name)?.error("needs protocol ICMP or ICMPv6", mend: "add protocol: ICMP to the rule")
    }
    if rule.ipProtocol == IPProtocol.icmp, rule.family == .ipv6 {
      fields.value("ipVersion")?.error("protocol ICMP is of IPv4", mend: "write protocol: ICMPv6, or ipVersion: 4")
    } else if rule.ipProtocol == IPProtocol.icmpv6, rule.family == .ipv4 {
      fields.value("ipVersion")?.error("protocol ICMPv6 is of IPv6", mend: "write protocol: ICMP, or ipVersion: 6")
    }
  }

  private static func checkHTTP(of rule: CalicoRule, _ fields: FieldReader) {
    guard let field = fields.value("http") else { return }
    if rule.action != .allow {
      field.error("stands only in rules that allow, and this one has action \(rule.action.rawValue)", mend: "remove it")
    }
    if let number = rule.ipProtocol, number != IPProtocol.tcp {
      field.error("needs protocol TCP", mend: "write protocol: TCP")
    }
  }

  private static func entity(_ context: String) -> Form<CalicoRule.Entity> {
    .fields(context) { fields in
      var entity = CalicoRule.Entity()
      fields.read("nets", .rightItems(of: .networkOrAddress), into: &entity.nets)
      fields.read("notNets", .rightItems(of: .networkOrAddress), into: &entity.notNets)
      fields.read("selector", .selectorText(.rule), into: &entity.selector)
      fields.read("notSelector", .selectorText(.rule), into: &entity.notSelector)
      fields.read("namespaceSelector", .selectorText(.namespaceOfRule), into: &entity.namespaceSelector)
      fields.read("serviceAccounts", .serviceAccounts("\(context).serviceAccounts"), into: &entity.serviceAccounts)
      fields.read("ports", .rightItems(of: .calicoPort), into: &entity.ports)
      fields.read("notPorts", .rightItems(of: .calicoPort), into: &entity.notPorts)
      fields.read("services", .service("\(context).services"), into: &entity.service)
      checkService(fields, isDestination: context.hasSuffix("destination"))
      return entity
    }
  }

  private static func checkService(_ fields: FieldReader, isDestination: Bool) {
    guard fields.has("services") else { return }
    let others = ["nets", "notNets", "selector", "notSelector", "namespaceSelector", "serviceAccounts"]
    for name in others + (isDestination ? ["ports", "notPorts"] : []) {
      fields.value(name)?.error("cannot stand beside services, which says addresses and ports by itself", mend: "remove one of them")
    }
  }
}

extension Form where Value == AddressFamily {
  fileprivate static var ipVersion: Form {
    scalar("4 or 6") { text in
      switch text {
      case "4": .ipv4
      case "6": .ipv6
      default: nil
      }
    }
  }
}

extension Form where Value == UInt8 {
  /// A name in any case, or a number.
  fileprivate static var calicoProtocol: Form {
    Form { value in
      if let text = value.text, let number = IPProtocol.number(of: text) { return number }
      let names = ["TCP", "UDP", "SCTP", "ICMP", "ICMPv6", "UDPLite"]
      let nearest = value.text.flatMap { NearestName.of($0, among: names) }
      value.refuse(expected: "TCP, UDP, ICMP, ICMPv6, SCTP, UDPLite or 1...255", mend: nearest.map { "did you mean \($0)?" })
      return nil
    }
  }
}

extension Form where Value == PortMatch {
  /// A number, `min:max` or a name.
  fileprivate static var calicoPort: Form {
    Form { value in
      guard let text = value.text, let match = parse(text) else {
        value.refuse(expected: "1...65535, a range as 8000:8080, or the name of a port")
        return nil
      }
      if case .range(let range) = match, range.lowerBound == 0 {
        value.refuse(expected: "1...65535, a range as 8000:8080, or the name of a port")
        return nil
      }
      return match
    }
  }

  private static func parse(_ text: String) -> PortMatch? {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    if parts.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy((UInt8(ascii: "0")...UInt8(ascii: "9")).contains) }) {
      guard let first = UInt16(parts[0]), parts.count <= 2, let last = UInt16(parts[parts.count - 1]), first <= last else { return nil }
      return .range(first...last)
    }
    let isName = text.utf8.allSatisfy { byte in
      (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
        || "_.-".utf8.contains(byte)
    }
    return isName && (1...128).contains(text.utf8.count) ? .name(text) : nil
  }
}

extension Form where Value == ICMPMatch {
  fileprivate static func icmp(_ context: String) -> Form {
    fields(context) { fields in
      let type = fields.read("type", .integer(0...254) as Form<UInt8>)
      let code = fields.read("code", .integer(0...255) as Form<UInt8>)
      if !fields.has("type"), let field = fields.value("code") {
        field.error("a code means nothing without its type", mend: "add type: NUMBER")
      }
      return ICMPMatch(type: type, code: code)
    }
  }
}

extension Form where Value == CalicoRule.ServiceAccounts {
  fileprivate static func serviceAccounts(_ context: String) -> Form {
    fields(context) { fields in
      var accounts = CalicoRule.ServiceAccounts()
      fields.read("names", .list(of: .text), into: &accounts.names)
      fields.read("selector", .selectorText(.rule), into: &accounts.selector)
      return accounts
    }
  }
}

extension Form where Value == CalicoRule.Service {
  fileprivate static func service(_ context: String) -> Form {
    fields(context) { fields in
      let name = fields.require("name", .text, mend: "add name: SERVICE")
      let namespace = fields.read("namespace", Form<String>.text)
      return name.map { CalicoRule.Service(name: $0, namespace: namespace) }
    }
  }
}

extension Form where Value == HTTPMatch {
  fileprivate static func http(_ context: String) -> Form {
    fields(context) { fields in
      var match = HTTPMatch()
      fields.read("methods", .list(of: .text), into: &match.methods)
      fields.read("paths", .rightItems(of: .path("\(context).paths")), into: &match.paths)
      return match
    }
  }
}

extension Form where Value == HTTPMatch.Path {
  fileprivate static func path(_ context: String) -> Form {
    fields(context) { fields in
      let exact = fields.read("exact", .requestPath)
      let prefix = fields.read("prefix", .requestPath)
      if fields.has("exact") == fields.has("prefix") {
        fields.error("expected exact or prefix, found \(fields.has("exact") ? "both" : "neither")", mend: "write { prefix: /PATH }")
        return nil
      }
      return exact.map { .exact($0) } ?? prefix.map { .prefix($0) }
    }
  }
}

extension Form where Value == String {
  fileprivate static var requestPath: Form {
    scalar("a path that begins with / and has no query") { $0.hasPrefix("/") && !$0.contains("?") && !$0.contains("#") ? $0 : nil }
  }

  /// Where a selector stands, which decides what `global()` means there.
  enum SelectorPlace {
    /// A policy's own: what it is about.
    case policy
    /// A rule's, about endpoints.
    case rule
    /// A rule's, about namespaces: the only place where `global()` means what it says.
    case namespaceOfRule
  }

  /// A selector that can be read, as text; the empty one is no restriction.
  static func selectorText(_ place: SelectorPlace) -> Form {
    Form { value in
      if value.text == "" { return "" }
      guard let selector = Form<Selector>.selector.read(value) else { return nil }
      if selector.expression.hasGlobal {
        switch place {
        case .policy:
          value.error("global() cannot stand here", mend: "it is for namespaceSelector of a rule; host endpoints have labels of their own")
        case .rule: value.warning("global() means everything here", mend: "write namespaceSelector: global() in the same rule")
        case .namespaceOfRule: break
        }
      }
      return value.text
    }
  }
}

extension Selector.Expression {
  /// Whether `global()` stands anywhere in it.
  fileprivate var hasGlobal: Bool {
    switch self {
    case .global: true
    case .all, .has, .label: false
    case .not(let inner): inner.hasGlobal
    case .and(let parts), .or(let parts): parts.contains(where: \.hasGlobal)
    }
  }
}
