import BGPWire
import NetTypes

/// The filters of a peer, compiled for one direction, family and peer type.
///
/// Rules are asked in order in two steps: what depends on the attribute set once per set, what depends on the prefix per prefix.
/// So a filter that looks at no prefix costs one evaluation per set, and one that does costs a few compares of integers per route.
public final class FilterProgram {
  /// A rule with the place it came from.
  struct CompiledRule {
    let rule: FilterRule
    let filter: String
    let index: Int
    let verdict: FilterVerdict
    let test: PrefixTest?
  }

  /// The direction that it is for.
  public let direction: FilterDirection
  /// The family that it is for.
  public let family: AddressFamily
  private let rules: [CompiledRule]
  private let tests: UnsafeMutablePointer<PrefixTest>
  /// Whether every route is accepted unchanged without looking at it.
  public let acceptsAll: Bool
  /// Whether some rule asks for the route's interface; if not, none needs to be found out.
  public let usesInterface: Bool
  /// Whether a rule asks for a prefix or interface at all: if not, verdicts may be shared by all routes of an attribute set.
  public let usesPrefix: Bool

  /// Compiles filters in order; rules of the other peer type are left out.
  public init(_ filters: [FilterDefinition], direction: FilterDirection, family: AddressFamily, peerType: PeerType) {
    self.direction = direction
    self.family = family
    let kind: FilterRule.PeerKind = peerType == .internal ? .internal : .external
    var rules: [CompiledRule] = []
    for filter in filters {
      for (index, rule) in filter.rules(direction, family).enumerated() where rule.peerKind == nil || rule.peerKind == kind {
        // Rule numbers are 16 bits wide; what comes behind 65,534 rules can be reached by no sane config.
        guard rules.count < Int(FilterVerdict.unmatched) else { break }
        let verdict = FilterVerdict(rule: UInt16(rules.count), isAccepted: rule.action == .accept)
        let test = rule.prefix.map { PrefixTest($0, verdict: verdict) }
        rules.append(CompiledRule(rule: rule, filter: filter.name, index: index, verdict: verdict, test: test))
      }
    }
    self.rules = rules
    acceptsAll = rules.first.map { $0.rule == FilterRule(.accept) } ?? true
    usesInterface = rules.contains { $0.rule.interface != nil }
    usesPrefix = rules.contains { $0.test != nil || $0.rule.interface != nil }
    tests = .allocate(capacity: max(1, rules.count))
  }

  deinit { tests.deallocate() }

  /// Asks what depends on the attributes; what is left to ask of each prefix is returned.
  public func specialise(_ route: FilterRoute) -> SpecialisedFilter {
    var count = 0
    for rule in rules where Self.matchesAttributes(rule.rule, route) {
      guard let test = rule.test else { return SpecialisedFilter(tests: tests, count: count, otherwise: rule.verdict) }
      tests[count] = test
      count += 1
    }
    return SpecialisedFilter(tests: tests, count: count, otherwise: .byDefault)
  }

  /// The operations of the rule that accepted, empty for none.
  public func operations(of verdict: FilterVerdict) -> [FilterRule.Operation] {
    verdict.isAccepted && Int(verdict.rule) < rules.count ? rules[Int(verdict.rule)].rule.operations : []
  }

  /// What decided, for people: `filter no-default, importV4[0]: Reject`.
  public func text(of verdict: FilterVerdict) -> String {
    guard Int(verdict.rule) < rules.count else { return "no filter rule matches: accepted" }
    let rule = rules[Int(verdict.rule)]
    let list = direction.rawValue + (family == .ipv4 ? "V4" : "V6")
    return "filter \(rule.filter), \(list)[\(rule.index)]: \(rule.rule.action.rawValue)"
  }

  private static func matchesAttributes(_ rule: FilterRule, _ route: FilterRoute) -> Bool {
    if rule.onlyFromPeers && !route.isFromPeer { return false }
    if let pattern = rule.interface {
      guard let name = route.interface, InterfacePattern(pattern).matches(name) else { return false }
    }
    if let priority = rule.priority, FilterPriority.priority(of: route.fields.localPref) != priority { return false }
    if rule.communities.isEmpty && rule.asPathPrefix.isEmpty { return true }
    let attributes = CanonicalAttributes(route.attributes)
    return rule.communities.allSatisfy(attributes.contains) && attributes.pathBegins(with: rule.asPathPrefix)
  }
}
