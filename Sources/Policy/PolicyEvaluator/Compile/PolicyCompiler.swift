import Resources

/// Turns tiers, policies and profiles into what can be matched, and collects what is wrong with them.
struct PolicyCompiler {
  let services: [ServiceName: [ServiceEndpoint]]
  private(set) var terms = TermTable()
  private(set) var faults: [CompilationFault] = []
  private var compiledServices: [ServiceName: CompiledService] = [:]
  /// What the next fault is about.
  private var object = ""

  init(services: [ServiceName: [ServiceEndpoint]]) { self.services = services }

  /// All tiers in order: by order, those without last, then by name. Nobody can change those that always exist.
  func tiers(_ given: [PolicyTier]) -> [PolicyTier] {
    let builtIn = PolicyTier.builtIn
    let others = given.filter { tier in !builtIn.contains { $0.name == tier.name } }
    return (builtIn + others).sorted { Self.precedes(($0.order, $0.name), ($1.order, $1.name)) }
  }

  /// The policies in the order of evaluation.
  mutating func policies(_ policies: [Policy], in tiers: [PolicyTier]) -> [CompiledPolicy] {
    let places = Dictionary(tiers.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
    let sorted = policies.sorted { Self.precedes(($0.order, $0.id.orderText), ($1.order, $1.id.orderText)) }
    var compiled: [CompiledPolicy] = []
    for policy in sorted {
      object = policy.id.description
      guard let tier = places[policy.tier] else {
        faults.append(CompilationFault(object: object, problem: "there is no tier \"\(policy.tier)\""))
        continue
      }
      compiled.append(self.policy(policy, tier: tier))
    }
    // Stable: within a tier the order from above stays.
    return tiers.indices.flatMap { tier in compiled.filter { $0.tier == tier } }
  }

  /// The profiles by name; the first of a name counts.
  mutating func profiles(_ profiles: [PolicyProfile]) -> [String: CompiledProfile] {
    var compiled: [String: CompiledProfile] = [:]
    for profile in profiles where compiled[profile.name] == nil {
      object = "Profile \(profile.name)"
      compiled[profile.name] = CompiledProfile(ingress: profile.ingress.map { rule($0) }, egress: profile.egress.map { rule($0) })
    }
    return compiled
  }

  private static func precedes(_ left: (order: Double?, text: String), _ right: (order: Double?, text: String)) -> Bool {
    let (first, second) = (left.order ?? .infinity, right.order ?? .infinity)
    return first == second ? left.text.utf8.lexicographicallyPrecedes(right.text.utf8) : first < second
  }

  private mutating func policy(_ policy: Policy, tier: Int) -> CompiledPolicy {
    CompiledPolicy(
      id: policy.id, tier: tier, subject: scope(policy.subject), hook: policy.hook, appliesOnForward: policy.appliesOnForward,
      ingress: policy.ingress.map { $0.map { rule($0) } }, egress: policy.egress.map { $0.map { rule($0) } })
  }

  private mutating func rule(_ rule: PolicyRule) -> CompiledRule {
    CompiledRule(rule: rule, source: entity(rule.source), destination: entity(rule.destination))
  }

  private mutating func entity(_ rule: EntityRule) -> CompiledEntity {
    CompiledEntity(
      rule: rule, scope: rule.scope.map { scope($0) }, notScope: rule.notScope.map { scope($0) },
      service: rule.service.map { service($0) })
  }

  private mutating func service(_ name: ServiceName) -> CompiledService {
    if let service = compiledServices[name] { return service }
    let service = CompiledService(services[name] ?? [])
    compiledServices[name] = service
    return service
  }

  private mutating func scope(_ scope: EndpointScope) -> ScopeID {
    do {
      return try terms.number(scope)
    } catch {
      faults.append(CompilationFault(object: object, problem: "selector: \(error)"))
      return ScopeID(terms: [])
    }
  }
}
