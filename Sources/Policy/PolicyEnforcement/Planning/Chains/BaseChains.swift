import NetTypes
import PolicyEvaluator
import Resources

/// The chains that packets enter first, and the maps that lead from there to the chains of endpoints.
///
/// `accept` ends only the base chain that it is met in, `drop` is final: so egress and ingress are two base chains one after the other, and
/// neither needs marks. Connection tracking is asked first: established traffic costs one look-up in each.
struct BaseChains {
  private let view: NodeView
  private var maps: [String: VerdictMap] = [:]
  private var locals: Set<[KeyValue]> = []

  init(_ view: NodeView) {
    self.view = view
    for family in AddressFamily.allCases {
      maps[Self.from(family)] = VerdictMap(key: [.interface, .address(family)])
      maps[Self.to(family)] = VerdictMap(key: [.address(family)])
    }
    locals = Set(view.interfaces.values.map { [.interface($0)] })
  }

  private static func from(_ family: AddressFamily) -> String { family == .ipv4 ? "from4" : "from6" }
  private static func to(_ family: AddressFamily) -> String { family == .ipv4 ? "to4" : "to6" }

  /// What a workload sends is known by its interface and its address together, which also refuses addresses that are not its own; what it
  /// receives is known by its address.
  mutating func add(_ workload: WorkloadEndpoint, _ interface: String, _ direction: TrafficDirection, _ chain: String) {
    for (map, key) in Self.keys(workload, interface, direction) {
      // Of two that claim an address, the first has it.
      if maps[map]?.elements[key] == nil { maps[map]?.elements[key] = chain }
    }
  }

  /// Where a workload stands in the maps.
  static func keys(_ workload: WorkloadEndpoint, _ interface: String, _ direction: TrafficDirection) -> [(map: String, key: [KeyValue])] {
    workload.addresses.map { address in
      direction == .egress
        ? (from(address.family), [.interface(interface), .address(address)]) : (to(address.family), [.address(address)])
    }
  }

  /// Everything together.
  func plan(_ book: inout ChainBook) -> RulesetPlan {
    let unknown = RuleReason.unknownEndpoint
    func strangers(_ field: PacketField, _ statements: [RuleStatement]) -> [ChainRule] {
      [ChainRule([.member([field], of: "workloads", negated: false)], statements)]
        + view.workloadPatterns.map { ChainRule([.interface(field, $0)], statements) }
    }
    let drop = book.deny(unknown)
    let from = AddressFamily.allCases.map { ChainRule([], [.dispatch([.inputInterface, .source($0)], map: Self.from($0))]) }
    let to = AddressFamily.allCases.map { ChainRule([], [.dispatch([.destination($0)], map: Self.to($0))]) }
    // Before anything established goes through: a connection that is cut is cut for both directions.
    let tracked = [
      ChainRule([.connectionMark(view.cutMark)], [book.count(.cut), .verdict(.drop)]), ChainRule([], [.tracked(invalid: "invalid")]),
    ]
    let invalid = [book.count(.invalid), .verdict(.drop)]
    book.add(Chain(rules: strangers(.inputInterface, invalid) + strangers(.outputInterface, invalid)), "invalid")
    book.add(Chain(hook: ChainHook(.forward, priority: 0), rules: tracked + from + strangers(.inputInterface, drop)), "egress")
    book.add(Chain(hook: ChainHook(.forward, priority: 1), rules: tracked + to + strangers(.outputInterface, drop)), "ingress")
    // Neighbours must be able to find each other whatever policy says.
    let neighbour = ChainRule([.neighbour], [.verdict(.accept)])
    book.add(
      Chain(hook: ChainHook(.input, priority: 0), rules: tracked + [neighbour] + from + strangers(.inputInterface, drop)), "to-host")
    var plan = RulesetPlan()
    plan.chains = book.chains
    plan.sets = book.sets.sets
    plan.sets["workloads"] = ElementSet(key: [.interface], elements: locals)
    plan.maps = maps
    plan.reasons = book.reasons
    return plan
  }
}
