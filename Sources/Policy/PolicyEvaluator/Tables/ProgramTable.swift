import Resources

/// Which policies of an endpoint are meant.
enum PolicyChain: Int, Sendable, CaseIterable {
  /// What starts or ends at the endpoint.
  case normal
  /// Before connection tracking, host endpoints only.
  case untracked
  /// Before address translation, host endpoints only.
  case preDNAT
  /// What a host endpoint forwards.
  case forward

  func holds(_ policy: CompiledPolicy) -> Bool {
    switch self {
    case .normal: policy.hook == .normal
    case .untracked: policy.hook == .untracked
    case .preDNAT: policy.hook == .preDNAT
    case .forward: policy.hook == .normal && policy.appliesOnForward
    }
  }
}

/// The policies of one chain and direction of an endpoint, in order: shared by all endpoints with the same ones.
struct PolicyProgram: Sendable {
  /// Those of one tier.
  struct Stage: Sendable {
    let tier: Int32
    /// Places in the list of policies.
    var policies: Span
    /// Places in the list of rules: theirs, in order.
    var rules = Span()
    /// The place of its index among the indexes; -1 for a short stage, of which each rule is looked at.
    var index: Int32 = -1
  }

  var stages = Span()
  /// How many classes use it.
  var uses = 0
}

/// What tells the rules of a stage apart, side by side in memory: most are passed over without a look at the rule itself.
struct StageRule: Sendable {
  /// The scope of the peer; -1 is anybody.
  let peerScope: Int32
  /// The place in the table of rules.
  let rule: Int32
  /// 0...65535 is any port and also a protocol without ports.
  let firstPort: UInt16
  let lastPort: UInt16
  /// -1 is any.
  let ipProtocol: Int16
  let action: RuleAction
  /// Whether nothing else is asked.
  let isWhole: Bool

  init(_ place: Int, _ rule: CompiledRule, _ direction: TrafficDirection) {
    let ownScope = direction == .ingress ? rule.destinationScope : rule.sourceScope
    peerScope = direction == .ingress ? rule.sourceScope : rule.destinationScope
    self.rule = Int32(place)
    (firstPort, lastPort) = rule.hasPorts ? (rule.firstPort, rule.lastPort) : (0, .max)
    ipProtocol = rule.ipProtocol
    action = rule.action
    isWhole = rule.more < 0 && ownScope < 0 && (!rule.hasPorts || [6, 17, 132].contains(rule.ipProtocol))
  }
}

/// The programs of all endpoints.
struct ProgramTable: Sendable {
  /// A stage with more rules than this gets an index.
  private static let longStage = 64

  private(set) var programs: [PolicyProgram] = [PolicyProgram()]
  private(set) var stages = Lists<PolicyProgram.Stage>()
  private(set) var policies = Lists<Int32>()
  private(set) var rules = Lists<StageRule>()
  private(set) var indexes: [StageIndex] = []
  private var numbers: [Key: Int32] = [:]
  private var freePrograms: [Int32] = []
  private var freeIndexes: [Int32] = []

  private struct Key: Hashable {
    let direction: TrafficDirection
    let policies: [Int32]
  }

  /// The number of the program with these policies, in order, used by so many classes more; 0 is that without any.
  mutating func use(
    _ list: [Int32], _ direction: TrafficDirection, times: Int, _ all: [CompiledPolicy], _ table: Lists<CompiledRule>
  ) -> Int32 {
    if list.isEmpty { return 0 }
    let key = Key(direction: direction, policies: list)
    if let number = numbers[key] {
      programs[Int(number)].uses += times
      return number
    }
    let program = PolicyProgram(stages: stages.add(staged(list, direction, all, table)), uses: times)
    let number = freePrograms.popLast() ?? Int32(programs.count)
    if Int(number) == programs.count { programs.append(program) } else { programs[Int(number)] = program }
    numbers[key] = number
    return number
  }

  /// So many classes less use it.
  mutating func release(_ number: Int32, _ direction: TrafficDirection, times: Int) {
    if number == 0 { return }
    programs[Int(number)].uses -= times
    if programs[Int(number)].uses > 0 { return }
    numbers[Key(direction: direction, policies: list(number))] = nil
    for place in programs[Int(number)].stages.range {
      policies.release(stages[place].policies)
      rules.release(stages[place].rules)
      if stages[place].index >= 0 { freeIndexes.append(stages[place].index) }
    }
    stages.release(programs[Int(number)].stages)
    programs[Int(number)] = PolicyProgram()
    freePrograms.append(number)
  }

  /// The policies of a program, in order.
  func list(_ number: Int32) -> [Int32] {
    programs[Int(number)].stages.range.flatMap { place in stages[place].policies.range.map { policies[$0] } }
  }

  private mutating func staged(
    _ list: [Int32], _ direction: TrafficDirection, _ all: [CompiledPolicy], _ table: Lists<CompiledRule>
  ) -> [PolicyProgram.Stage] {
    var result: [PolicyProgram.Stage] = []
    var rest = list[...]
    while let first = rest.first {
      let tier = all[Int(first)].tier
      let own = Array(rest.prefix { all[Int($0)].tier == tier })
      rest = rest.dropFirst(own.count)
      var stage = PolicyProgram.Stage(tier: tier, policies: policies.add(own))
      let places = own.flatMap { all[Int($0)].rules(direction)?.range ?? 0..<0 }
      let rules = places.map { StageRule($0, table[$0], direction) }
      stage.rules = self.rules.add(rules)
      if rules.count > Self.longStage { stage.index = add(StageIndex(rules)) }
      result.append(stage)
    }
    return result
  }

  private mutating func add(_ index: StageIndex) -> Int32 {
    if let free = freeIndexes.popLast() {
      indexes[Int(free)] = index
      return free
    }
    indexes.append(index)
    return Int32(indexes.count - 1)
  }
}

/// The rules of a long stage by the scope of the peer, so that only those are looked at that can match it.
struct StageIndex: Sendable {
  /// The scopes, in ascending order.
  private(set) var scopes: [UInt32] = []
  /// Of each scope, its part of ``ordinals``; the last is that of the rules without a scope.
  private(set) var spans: [Span] = []
  /// Places in the stage's list of rules, in ascending order for each scope.
  private(set) var ordinals: [Int32] = []

  init(_ rules: [StageRule]) {
    // Scope, then ordinal; without a scope last.
    let keys = rules.enumerated().map { ordinal, rule in UInt64(UInt32(bitPattern: rule.peerScope)) << 32 | UInt64(ordinal) }.sorted()
    ordinals.reserveCapacity(keys.count)
    for key in keys {
      let scope = UInt32(truncatingIfNeeded: key >> 32)
      if scopes.last != scope {
        scopes.append(scope)
        spans.append(Span(start: UInt32(ordinals.count)))
      }
      ordinals.append(Int32(truncatingIfNeeded: key & 0xFFFF_FFFF))
      spans[spans.count - 1].count += 1
    }
    if scopes.last == .max { scopes.removeLast() } else { spans.append(Span()) }
  }
}
