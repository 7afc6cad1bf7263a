import Resources
import Selectors

/// Turns tiers, policies and profiles into what can be matched, and collects what is wrong with them.
struct PolicyCompiler {
  private(set) var memberships: Memberships
  private(set) var table = RuleTable()
  private(set) var names: TableNames
  private(set) var faults: [CompilationFault] = []

  init(_ memberships: Memberships, _ services: [ServiceName: [ServiceEndpoint]], _ portNames: Names) {
    self.memberships = memberships
    names = TableNames(services)
    names.ports = portNames
  }

  /// Goes on where another left off. What is taken is empty until ``parts()`` gives it back, so that nothing large is copied.
  init(taking memberships: inout Memberships, _ table: inout RuleTable, _ names: inout TableNames) {
    (self.memberships, self.table, self.names) = (memberships, table, names)
    (memberships, table, names) = (Memberships(), RuleTable(), TableNames([:]))
  }

  /// Gives back what was taken.
  mutating func parts() -> (Memberships, RuleTable, TableNames) {
    let parts = (memberships, table, names)
    (memberships, table, names) = (Memberships(), RuleTable(), TableNames([:]))
    return parts
  }

  /// All tiers in order: by order, those without last, then by name. Nobody can change those that always exist.
  static func tiers(_ given: [PolicyTier]) -> [PolicyTier] {
    let builtIn = PolicyTier.builtIn
    let others = given.filter { tier in !builtIn.contains { $0.name == tier.name } }
    return (builtIn + others).sorted { left, right in
      let (first, second) = (left.order ?? .infinity, right.order ?? .infinity)
      return first == second ? left.name.utf8.lexicographicallyPrecedes(right.name.utf8) : first < second
    }
  }

  /// The policies in the order of evaluation, and their titles.
  mutating func policies(_ policies: [Policy], in tiers: [PolicyTier]) -> ([CompiledPolicy], [PolicyTitle]) {
    struct Key {
      let tier: Int
      let place: Int
      let title: PolicyTitle
    }
    let places = Dictionary(tiers.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
    var keys: [Key] = []
    for (place, policy) in policies.enumerated() {
      if let tier = places[policy.tier] {
        keys.append(Key(tier: tier, place: place, title: PolicyTitle(policy)))
      } else {
        faults.append(.noTier(policy))
      }
    }
    keys.sort { $0.tier == $1.tier ? $0.title.precedes($1.title) : $0.tier < $1.tier }
    let compiled = keys.enumerated().map { place, key in policy(policies[key.place], tier: key.tier, place: Int32(place)) }
    return (compiled, keys.map(\.title))
  }

  /// One policy, which is to stand at this place.
  mutating func policy(_ policy: Policy, tier: Int, place: Int32) -> CompiledPolicy {
    let object = policy.id.description
    return CompiledPolicy(
      tier: Int32(tier), subject: scope(policy.subject, object), hook: policy.hook, appliesOnForward: policy.appliesOnForward,
      ingress: policy.ingress.map { rules($0, place, object) }, egress: policy.egress.map { rules($0, place, object) })
  }

  /// The profiles by the numbers of their names, and these; the first of a name counts.
  mutating func profiles(_ profiles: [PolicyProfile], _ names: Names) -> ([CompiledProfile], [String]) {
    var names = names
    var compiled = Array(repeating: CompiledProfile(), count: names.texts.count)
    for profile in profiles {
      let number = Int(names.number(profile.name))
      if number == compiled.count { compiled.append(CompiledProfile()) }
      if compiled[number].exists { continue }
      let object = "Profile \(profile.name)"
      compiled[number] = CompiledProfile(
        exists: true, ingress: rules(profile.ingress, -1, object), egress: rules(profile.egress, -1, object))
    }
    return (compiled, names.texts)
  }

  private mutating func rules(_ rules: [PolicyRule], _ place: Int32, _ object: String) -> Span {
    do {
      return try table.add(rules, of: place, &memberships, &names)
    } catch {
      faults.append(CompilationFault(object: object, problem: "selector: \(error)"))
      return Span()
    }
  }

  private mutating func scope(_ scope: EndpointScope, _ object: String) -> Int32 {
    do {
      return try memberships.number(scope)
    } catch {
      faults.append(CompilationFault(object: object, problem: "selector: \(error)"))
      return 0
    }
  }
}

extension CompilationFault {
  /// A policy of a tier that does not exist.
  static func noTier(_ policy: Policy) -> CompilationFault {
    CompilationFault(object: policy.id.description, problem: "there is no tier \"\(policy.tier)\"")
  }
}
