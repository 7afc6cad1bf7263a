import NetTypes
import Resources

/// A rule, ready to be matched: plain values only. What few rules ask for is kept apart, so that the others are small.
struct CompiledRule: Sendable {
  /// The place in the list of its direction in the manifest.
  var index: UInt32
  /// The place of its policy among the policies.
  var policy: Int32
  var sourceScope: Int32 = -1
  var destinationScope: Int32 = -1
  /// Its place among the rules that ask for more; -1 if it does not.
  var more: Int32 = -1
  /// -1 is any.
  var ipProtocol: Int16 = -1
  var action: RuleAction
  /// Whether the destination port has to be one of these.
  var hasPorts = false
  var firstPort: UInt16 = 0
  var lastPort: UInt16 = 0
}

/// What few rules ask for.
struct RuleExtra: Sendable {
  var family: AddressFamily?
  var notProtocol: UInt8?
  var icmp: ICMPMatch?
  var notICMP: ICMPMatch?
  var source = EntityExtra()
  var destination = EntityExtra()
  /// The place of its request among the requests; -1 for none.
  var http: Int32 = -1
}

/// What few rules ask of one end.
struct EntityExtra: Sendable {
  var notScope: Int32 = -1
  var nets = NetTable.Nets()
  var notNets = NetTable.Nets()
  var ports = Span()
  var notPorts = Span()
  /// The place of its Service among the Services; -1 for none.
  var service: Int32 = -1
}

/// A port as rules write it: numbers, or the number of a name.
struct CompiledPort: Sendable {
  var name: Int32 = -1
  var first: UInt16 = 0
  var last: UInt16 = 0
}

/// The rules of all policies and profiles.
struct RuleTable: Sendable {
  private(set) var rules = Lists<CompiledRule>()
  private(set) var extras: [RuleExtra] = []
  private(set) var ports = Lists<CompiledPort>()
  private(set) var nets = NetTable()
  private(set) var requests: [HTTPMatch] = []
  private(set) var services: [CompiledService] = []
  private var freeExtras: [Int32] = []

  /// Adds the rules of one direction of a policy.
  mutating func add(_ list: [PolicyRule], of policy: Int32, _ memberships: inout Memberships, _ names: inout TableNames) throws -> Span {
    var compiled: [CompiledRule] = []
    compiled.reserveCapacity(list.count)
    for rule in list { compiled.append(try self.compiled(rule, policy, &memberships, &names)) }
    return rules.add(compiled)
  }

  /// Gives the places of rules back.
  mutating func release(_ span: Span) {
    for place in span.range where rules[place].more >= 0 {
      let extra = extras[Int(rules[place].more)]
      for entity in [extra.source, extra.destination] {
        nets.release(entity.nets)
        nets.release(entity.notNets)
        ports.release(entity.ports)
        ports.release(entity.notPorts)
      }
      freeExtras.append(rules[place].more)
    }
    rules.release(span)
  }

  private mutating func compiled(
    _ rule: PolicyRule, _ policy: Int32, _ memberships: inout Memberships, _ names: inout TableNames
  ) throws -> CompiledRule {
    var compiled = CompiledRule(index: UInt32(rule.index), policy: policy, action: rule.action)
    if let number = rule.ipProtocol { compiled.ipProtocol = Int16(number) }
    if let scope = rule.source.scope { compiled.sourceScope = try memberships.number(scope) }
    if let scope = rule.destination.scope { compiled.destinationScope = try memberships.number(scope) }
    if rule.destination.ports.count == 1, case .range(let range)? = rule.destination.ports.first {
      (compiled.hasPorts, compiled.firstPort, compiled.lastPort) = (true, range.lowerBound, range.upperBound)
    }
    if rule.isSimple { return compiled }
    var extra = RuleExtra(family: rule.family, notProtocol: rule.notProtocol, icmp: rule.icmp, notICMP: rule.notICMP)
    extra.source = try self.extra(rule.source, &memberships, &names)
    extra.destination = try self.extra(rule.destination, &memberships, &names)
    if let http = rule.http {
      extra.http = Int32(requests.count)
      requests.append(http)
    }
    if let free = freeExtras.popLast() {
      extras[Int(free)] = extra
      compiled.more = free
    } else {
      compiled.more = Int32(extras.count)
      extras.append(extra)
    }
    return compiled
  }

  private mutating func extra(
    _ entity: EntityRule, _ memberships: inout Memberships, _ names: inout TableNames
  ) throws -> EntityExtra {
    var extra = EntityExtra()
    if let scope = entity.notScope { extra.notScope = try memberships.number(scope) }
    extra.nets = nets.add(entity.nets)
    extra.notNets = nets.add(entity.notNets)
    extra.ports = ports.add(entity.ports.map { Self.port($0, &names) })
    extra.notPorts = ports.add(entity.notPorts.map { Self.port($0, &names) })
    if let service = entity.service { extra.service = names.number(service, &services) }
    return extra
  }

  private static func port(_ match: PortMatch, _ names: inout TableNames) -> CompiledPort {
    switch match {
    case .range(let range): CompiledPort(first: range.lowerBound, last: range.upperBound)
    case .name(let name): CompiledPort(name: names.ports.number(name))
    }
  }
}

/// The numbers of names that rules use.
struct TableNames: Sendable {
  /// Names of ports.
  var ports = Names()
  /// The endpoints of Services.
  let endpoints: [ServiceName: [ServiceEndpoint]]
  private var services: [ServiceName: Int32] = [:]

  init(_ endpoints: [ServiceName: [ServiceEndpoint]]) { self.endpoints = endpoints }

  mutating func number(_ service: ServiceName, _ table: inout [CompiledService]) -> Int32 {
    if let number = services[service] { return number }
    services[service] = Int32(table.count)
    table.append(CompiledService(endpoints[service] ?? []))
    return Int32(table.count - 1)
  }
}

extension PolicyRule {
  /// Whether the small form says it all: protocol, scopes, and at most one range of destination ports.
  fileprivate var isSimple: Bool {
    let hasRange = destination.ports.isEmpty || destination.ports.count == 1 && destination.ports.first?.isName == false
    return family == nil && notProtocol == nil && icmp == nil && notICMP == nil && http == nil && source.isSimple && destination.isSimple
      && source.ports.isEmpty && hasRange
  }
}

extension EntityRule {
  fileprivate var isSimple: Bool { notScope == nil && nets.isEmpty && notNets.isEmpty && notPorts.isEmpty && service == nil }
}

/// The endpoints of a Service.
struct CompiledService: Sendable {
  private let endpoints: [IPAddress: Set<ServiceEndpoint.Port>]

  /// A Service that does not exist has no endpoints.
  init(_ list: [ServiceEndpoint]) {
    var endpoints: [IPAddress: Set<ServiceEndpoint.Port>] = [:]
    for endpoint in list { endpoints[endpoint.address, default: []].formUnion(endpoint.ports) }
    self.endpoints = endpoints
  }

  func contains(_ address: IPAddress) -> Bool { endpoints[address] != nil }

  func contains(_ address: IPAddress, ipProtocol: UInt8, port: UInt16) -> Bool {
    guard let ports = endpoints[address] else { return false }
    return ports.contains(ServiceEndpoint.Port(ipProtocol: ipProtocol, port: port))
      || ports.contains(ServiceEndpoint.Port(ipProtocol: ipProtocol, port: nil))
  }
}
