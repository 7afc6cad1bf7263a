import NetTypes
import PolicyEvaluator
import Resources

/// The base chains of host endpoints, and the maps that lead to the chains of each.
struct HostChains {
  typealias Stages = (HostPoint) -> [EndpointPolicies.Stage]

  private let view: NodeView
  private var interfaces: [HostPoint: [[KeyValue]: String]] = [:]
  private var addresses: [HostPoint: [[KeyValue]: String]] = [:]
  private var wide: [HostPoint: String] = [:]

  init(_ view: NodeView) { self.view = view }

  var isEmpty: Bool { interfaces.isEmpty && addresses.isEmpty && wide.isEmpty }

  /// An endpoint; of two for the same interface or address the first counts.
  mutating func add(_ host: HostEndpoint, _ book: inout ChainBook, _ profiles: [String: PolicyProfile], _ stages: Stages) {
    for point in HostPoint.allCases {
      let rest: EndpointPolicies.Rest = point == .input || point == .output ? .profiles(host.profiles) : .back
      let list = EndpointPolicies(direction: point.direction, prelude: point.prelude, stages: stages(point), rest: rest)
      if list.stages.isEmpty && rest == .back { continue }
      let chain = book.chain(of: list, passMark: view.passMark, profiles: profiles)
      if host.isAllInterfaces {
        if wide[point] == nil { wide[point] = chain }
        continue
      }
      let names = host.interface.map { [$0] } ?? host.expectedIPs.compactMap { view.hostInterfaces[$0] }
      for name in names where interfaces[point]?[[.interface(name)]] == nil { interfaces[point, default: [:]][[.interface(name)]] = chain }
      if !point.isLocal || host.interface != nil { continue }
      for address in host.expectedIPs where addresses[point]?[[.address(address)]] == nil {
        addresses[point, default: [:]][[.address(address)]] = chain
      }
    }
  }

  /// The base chains, where any endpoint has something to say.
  func add(to plan: inout RulesetPlan) {
    for point in HostPoint.allCases where interfaces[point] != nil || addresses[point] != nil || wide[point] != nil {
      var rules = admitted(point) + ownWorkloads(point)
      if let elements = interfaces[point] {
        plan.maps[point.rawValue] = VerdictMap(key: [.interface], elements: elements)
        rules.append(ChainRule([], [.dispatch([point.field], map: point.rawValue)]))
      }
      for family in AddressFamily.allCases { rules += dispatch(point, family, &plan) }
      if let chain = wide[point] { rules.append(ChainRule([], [.verdict(.goto(chain))])) }
      plan.chains[point.rawValue] = Chain(hook: point.hook, rules: rules)
    }
  }

  private func dispatch(_ point: HostPoint, _ family: AddressFamily, _ plan: inout RulesetPlan) -> [ChainRule] {
    let elements = (addresses[point] ?? [:]).filter { element in
      guard case .address(let address) = element.key.first else { return false }
      return address.family == family
    }
    if elements.isEmpty { return [] }
    let name = point.rawValue + (family == .ipv4 ? "4" : "6")
    plan.maps[name] = VerdictMap(key: [.address(family)], elements: elements)
    return [ChainRule([], [.dispatch([point.direction == .ingress ? .destination(family) : .source(family)], map: name)])]
  }

  /// What is let through before any endpoint is looked for.
  private func admitted(_ point: HostPoint) -> [ChainRule] {
    let accept: [RuleStatement] = [.verdict(.accept)]
    var rules: [ChainRule] = point.isLocal || point.hook.point == .prerouting ? [ChainRule([.interface(point.field, "lo")], accept)] : []
    let isEarly = point == .untrackedIn || point == .preDNAT || point == .untrackedOut
    if !isEarly { rules.append(ChainRule([], [.tracked(invalid: nil)])) }
    if point.isLocal || isEarly { rules.append(ChainRule([.neighbour], accept)) }
    // An earlier policy has let it through for good.
    if point != .untrackedIn && point != .untrackedOut { rules.append(ChainRule([.mark(view.acceptMark)], accept)) }
    return rules
  }

  /// Only an endpoint of all interfaces sees the pods of its own node, and only what they say to the host itself.
  private func ownWorkloads(_ point: HostPoint) -> [ChainRule] {
    let strangers: [PacketMatch] =
      [.member([point.field], of: "workloads", negated: false)] + view.workloadPatterns.map { .interface(point.field, $0) }
    return strangers.flatMap { match -> [ChainRule] in
      var rules: [ChainRule] = []
      if let chain = wide[point], point.hook.point != .forward {
        let isEarly = point.hook.point == .prerouting
        rules.append(ChainRule(isEarly ? [match, .toHost] : [match], [.verdict(.goto(chain))]))
      }
      return rules + [ChainRule([match], [.verdict(.accept)])]
    }
  }
}
