import NetTypes
import Resources

/// One rule of a policy as conditions on packets: it matches if all conditions of any one alternative hold.
///
/// Most rules have one alternative. More come from families that differ in their addresses, from protocols where a condition means something
/// only for some of them, and from what is looked up in more than one set.
struct RuleTranslation {
  private let rule: PolicyRule
  private var book: SetBook

  /// The alternatives; none for a rule that no packet can match.
  static func alternatives(of rule: PolicyRule, _ book: inout SetBook) -> [[PacketMatch]] {
    var translation = RuleTranslation(rule: rule, book: book)
    book = SetBook(services: [:])  // The translation now is its only owner: no copy when it writes.
    let found = translation.alternatives()
    book = translation.book
    return found
  }

  private mutating func alternatives() -> [[PacketMatch]] {
    let cases = ProtocolCase.cases(of: rule)
    let families = AddressFamily.allCases.filter { (rule.family ?? $0) == $0 && hasNets(of: $0) }
    // Without addresses to compare, one alternative serves both families.
    if !looksAtAddresses {
      let family: [PacketMatch] = families.count == 2 ? [] : families.map { .family($0) }
      if families.isEmpty { return [] }
      return cases.flatMap { combine([family + $0.matches], ports($0, nil)) }
    }
    return families.flatMap { family in cases.flatMap { all($0, family) } }
  }

  /// Addresses go first: they are what most packets fail at.
  private mutating func all(_ ipCase: ProtocolCase, _ family: AddressFamily) -> [[PacketMatch]] {
    combine(combine(addresses(family), [ipCase.matches]), ports(ipCase, family))
  }

  private func combine(_ left: [[PacketMatch]], _ right: [[PacketMatch]]) -> [[PacketMatch]] {
    left.flatMap { first in right.map { first + $0 } }
  }

  /// A list of networks without one of the packet's family takes the whole rule out for that family, also a list of exceptions.
  private func hasNets(of family: AddressFamily) -> Bool {
    [rule.source.nets, rule.source.notNets, rule.destination.nets, rule.destination.notNets].allSatisfy { nets in
      nets.isEmpty || nets.contains { $0.family == family }
    }
  }

  private var looksAtAddresses: Bool {
    [rule.source, rule.destination].contains { entity in
      entity.scope != nil || entity.notScope != nil || !entity.nets.isEmpty || !entity.notNets.isEmpty || entity.service != nil
        || (entity.ports + entity.notPorts).contains(where: \.isName)
    }
  }

  // MARK: - Addresses

  private mutating func addresses(_ family: AddressFamily) -> [[PacketMatch]] {
    let found = combine(addresses(rule.source, .source(family), family), addresses(rule.destination, .destination(family), family))
    // Any look at an address of a family says the family as well.
    return found == [[]] ? [[.family(family)]] : found
  }

  private mutating func addresses(_ entity: EntityRule, _ field: PacketField, _ family: AddressFamily) -> [[PacketMatch]] {
    var fixed: [PacketMatch] = []
    if !entity.nets.isEmpty {
      let ranges = AddressRange.flatten(entity.nets, family)
      fixed.append(ranges.contains(where: \.isEverything) ? .family(family) : .address(field, ranges, negated: false))
    }
    if !entity.notNets.isEmpty {
      let ranges = AddressRange.flatten(entity.notNets, family)
      if ranges.contains(where: \.isEverything) { return [] }
      fixed.append(.address(field, ranges, negated: true))
    }
    if let scope = entity.notScope { fixed += book.names(of: scope, family).map { .member([field], of: $0, negated: true) } }
    if let service = entity.service, case .source = field {
      fixed.append(.member([field], of: book.name(ofService: service, family), negated: false))
    }
    guard let scope = entity.scope else { return [fixed] }
    return book.names(of: scope, family).map { [.member([field], of: $0, negated: false)] + fixed }
  }

  // MARK: - Ports

  /// `family` is nil where no name of a port needs an address.
  private mutating func ports(_ ipCase: ProtocolCase, _ family: AddressFamily?) -> [[PacketMatch]] {
    var found: [[PacketMatch]] = [[]]
    if ipCase.looksAtPorts {
      found = ports(rule.source, .sourcePort, family.map { .source($0) }, family)
      found = combine(found, ports(rule.destination, .destinationPort, family.map { .destination($0) }, family))
    }
    guard let service = rule.destination.service, let family else { return found }
    let names = book.names(ofServicePorts: service, family)
    let exact: PacketMatch = .member([.destination(family), .ipProtocol, .destinationPort], of: names.ports, negated: false)
    // Looking for ports where none can be is also what nft(8) 1.0.6 cannot list.
    var reached: [[PacketMatch]] = ipCase.mayHavePorts ? [[exact]] : []
    if let any = names.anyPort { reached.append([.member([.destination(family), .ipProtocol], of: any, negated: false)]) }
    return combine(found, reached)
  }

  private mutating func ports(
    _ entity: EntityRule, _ port: PacketField, _ address: PacketField?, _ family: AddressFamily?
  ) -> [[PacketMatch]] {
    var fixed: [PacketMatch] = Self.ranges(entity.notPorts).map { [.port(port, $0, negated: true)] } ?? []
    fixed += named(entity.notPorts, entity.scope, port, address, family, negated: true)
    if entity.ports.isEmpty { return [fixed] }
    var positive: [PacketMatch] = Self.ranges(entity.ports).map { [.port(port, $0, negated: false)] } ?? []
    positive += named(entity.ports, entity.scope, port, address, family, negated: false)
    return positive.map { [$0] + fixed }
  }

  private mutating func named(
    _ ports: [PortMatch], _ scope: EndpointScope?, _ port: PacketField, _ address: PacketField?, _ family: AddressFamily?, negated: Bool
  ) -> [PacketMatch] {
    guard let address, let family else { return [] }
    return ports.compactMap { match in
      guard case .name(let name) = match else { return nil }
      return .member([address, .ipProtocol, port], of: book.name(ofPort: name, in: scope, family), negated: negated)
    }
  }

  /// The numbers as ranges in order that neither overlap nor touch; nil if there are none.
  static func ranges(_ ports: [PortMatch]) -> [ClosedRange<UInt16>]? {
    var given: [ClosedRange<UInt16>] = []
    for case .range(let range) in ports { given.append(range) }
    var flat: [ClosedRange<UInt16>] = []
    for range in given.sorted(by: { ($0.lowerBound, $0.upperBound) < ($1.lowerBound, $1.upperBound) }) {
      if let last = flat.last, Int(range.lowerBound) <= Int(last.upperBound) + 1 {
        flat[flat.count - 1] = last.lowerBound...max(last.upperBound, range.upperBound)
      } else {
        flat.append(range)
      }
    }
    return flat.isEmpty ? nil : flat
  }
}
