import NetTypes
import Resources
import Selectors

/// The named sets that rules look addresses and ports up in.
///
/// What the rules mention is registered first, then the owners of addresses are added, then rules ask for the names.
struct SetBook {
  private struct PortName: Hashable {
    let scope: Int?
    let name: String
  }

  private var table = ScopeTable()
  private var numbers: [EndpointScope: Int] = [:]
  private var members: [Int: ScopeMembers] = [:]
  private var portNames: Set<PortName> = []
  private var ports: [PortName: [AddressFamily: [[KeyValue]: Int]]] = [:]
  private var hostNames: [Int: String] = [:]
  private let services: [ServiceName: [ServiceEndpoint]]
  /// The sets that rules have asked for.
  private(set) var sets: [String: ElementSet] = [:]

  init(services: [ServiceName: [ServiceEndpoint]]) { self.services = services }

  // MARK: - What rules mention

  mutating func register(_ rule: PolicyRule) throws(SelectorFault) {
    for entity in [rule.source, rule.destination] {
      let scope = try number(entity.scope)
      _ = try number(entity.notScope)
      for case .name(let name) in entity.ports + entity.notPorts { portNames.insert(PortName(scope: scope, name: name)) }
    }
  }

  private mutating func number(_ scope: EndpointScope?) throws(SelectorFault) -> Int? {
    guard let scope else { return nil }
    let number = try table.number(scope)
    numbers[scope] = number
    return number
  }

  // MARK: - Who is there

  /// Owners with the same labels come.
  mutating func add(_ group: OwnerGroups.Group) {
    let scopes = table.scopes(of: group.labels)
    for owner in group.owners { change(owner, scopes, by: 1) { _, _ in } }
  }

  /// An owner comes (1) or goes (-1). Tells the elements that the sets of rules gain or lose by it; another may own the same address.
  /// Networks can only come.
  mutating func change(_ owner: AddressOwner, by step: Int, _ tell: (_ set: String, _ element: [KeyValue]) -> Void) {
    if !owner.prefixes.isEmpty { change(owner, table.scopes(of: owner.labels), by: step, tell) }
  }

  private mutating func change(
    _ owner: AddressOwner, _ scopes: [Int], by step: Int, _ tell: (_ set: String, _ element: [KeyValue]) -> Void
  ) {
    for scope in scopes {
      for prefix in owner.prefixes {
        guard prefix.isHost else {
          members[scope, default: ScopeMembers()].networks[prefix.family, default: []].append(prefix)
          continue
        }
        let element: [KeyValue] = [.address(prefix.address)]
        if members[scope, default: ScopeMembers()].hosts[prefix.family, default: [:]].count(element, by: step) {
          tell(hostName(scope, prefix.family), element)
        }
      }
    }
    for port in owner.ports {
      for scope in scopes.map(Optional.some) + [nil] { change(port, PortName(scope: scope, name: port.name), owner, by: step, tell) }
    }
  }

  private mutating func change(
    _ port: WorkloadPort, _ name: PortName, _ owner: AddressOwner, by step: Int, _ tell: (String, [KeyValue]) -> Void
  ) {
    guard portNames.contains(name) else { return }
    for prefix in owner.prefixes where prefix.isHost {
      let element: [KeyValue] = [.address(prefix.address), .ipProtocol(port.ipProtocol), .port(port.port)]
      if ports[name, default: [:]][prefix.family, default: [:]].count(element, by: step) {
        tell(self.name(of: name, prefix.family), element)
      }
    }
  }

  private mutating func hostName(_ scope: Int, _ family: AddressFamily) -> String {
    let key = scope * 2 + Int(family.rawValue)
    if let known = hostNames[key] { return known }
    let name = name("h", family, table.scopes[scope].text)
    hostNames[key] = name
    return name
  }

  private func name(of port: PortName, _ family: AddressFamily) -> String {
    name("p", family, "\(port.name) \(port.scope.map { table.scopes[$0].text } ?? "")")
  }

  // MARK: - Names for rules

  /// The sets of a scope's addresses of a family: hosts always, networks where there are any.
  mutating func names(of scope: EndpointScope, _ family: AddressFamily) -> [String] {
    let found = numbers[scope].flatMap { members[$0] } ?? ScopeMembers()
    let hosts = name("h", family, scope.text)
    let ranges = name("n", family, scope.text)
    if sets[hosts] != nil { return sets[ranges] == nil ? [hosts] : [hosts, ranges] }
    sets[hosts] = ElementSet(key: [.address(family)], elements: Set((found.hosts[family] ?? [:]).keys))
    guard let networks = found.networks[family], !networks.isEmpty else { return [hosts] }
    let flat = AddressRange.flatten(networks, family)
    sets[ranges] = ElementSet(key: [.address(family)], isRanges: true, elements: Set(flat.map { [.range($0)] }))
    return [hosts, ranges]
  }

  /// The set of (address, protocol, port) that those in a scope, or all, give a name to.
  mutating func name(ofPort port: String, in scope: EndpointScope?, _ family: AddressFamily) -> String {
    let name = name("p", family, "\(port) \(scope?.text ?? "")")
    if sets[name] != nil { return name }
    let found = ports[PortName(scope: scope.flatMap { numbers[$0] }, name: port)]?[family] ?? [:]
    sets[name] = ElementSet(key: [.address(family), .ipProtocol, .port], elements: Set(found.keys))
    return name
  }

  /// The set of addresses behind a Service.
  mutating func name(ofService service: ServiceName, _ family: AddressFamily) -> String {
    let name = name("u", family, "\(service.namespace)/\(service.name)")
    let found = endpoints(service, family).map { [KeyValue.address($0.address)] }
    sets[name] = ElementSet(key: [.address(family)], elements: Set(found))
    return name
  }

  /// The set of (address, protocol, port) behind a Service, and that of (address, protocol) for those that serve any port.
  mutating func names(ofServicePorts service: ServiceName, _ family: AddressFamily) -> (ports: String, anyPort: String?) {
    let text = "\(service.namespace)/\(service.name)"
    let (exact, any) = (name("v", family, text), name("w", family, text))
    var (ports, anyPort): (Set<[KeyValue]>, Set<[KeyValue]>) = ([], [])
    for endpoint in endpoints(service, family) {
      for port in endpoint.ports {
        let key: [KeyValue] = [.address(endpoint.address), .ipProtocol(port.ipProtocol)]
        if let number = port.port { ports.insert(key + [.port(number)]) } else { anyPort.insert(key) }
      }
    }
    sets[exact] = ElementSet(key: [.address(family), .ipProtocol, .port], elements: ports)
    if anyPort.isEmpty { return (exact, nil) }
    sets[any] = ElementSet(key: [.address(family), .ipProtocol], elements: anyPort)
    return (exact, any)
  }

  private func endpoints(_ service: ServiceName, _ family: AddressFamily) -> [ServiceEndpoint] {
    (services[service] ?? []).filter { $0.address.family == family }
  }

  private func name(_ kind: String, _ family: AddressFamily, _ text: String) -> String {
    NameHash.name(kind + (family == .ipv4 ? "4-" : "6-"), text)
  }
}

extension EndpointScope {
  /// A text that is the scope's own.
  fileprivate var text: String { terms.map { "\($0.labels) \($0.selector)" }.joined(separator: "\n") }
}
