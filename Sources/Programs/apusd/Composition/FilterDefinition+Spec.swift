import BGPFilters
import Resources

extension FilterDefinition {
  /// A filter of the configuration in the terms of the filter engine.
  init(_ spec: BGPFilterSpec) {
    self.init(name: spec.name)
    importV4 = spec.importV4.map { FilterRule($0) }
    importV6 = spec.importV6.map { FilterRule($0) }
    exportV4 = spec.exportV4.map { FilterRule($0) }
    exportV6 = spec.exportV6.map { FilterRule($0) }
  }
}

extension FilterRule {
  fileprivate init(_ rule: BGPFilterRule) {
    self.init(rule.action == .accept ? .accept : .reject)
    if let cidr = rule.cidr {
      let lengths = rule.prefixLength.map { LengthRange(minimum: $0.lowerBound, maximum: $0.upperBound) }
      prefix = PrefixMatch(MatchOperator(rule.matchOperator ?? .in), cidr, lengths: lengths)
    }
    onlyFromPeers = rule.source == .remotePeers
    interface = rule.interface
    peerKind = rule.peerType.map { $0 == .external ? .external : .internal }
    communities = rule.communities.map { FilterCommunity($0) }
    asPathPrefix = rule.asPathPrefix
    priority = rule.priority.map(Int.init)
    operations = rule.operations.map { operation in
      switch operation {
      case .addCommunity(let value): .addCommunity(FilterCommunity(value))
      case .prependASPath(let numbers): .prependASPath(numbers)
      case .setPriority(let priority): .setPriority(Int(priority))
      }
    }
  }
}

extension FilterRule.MatchOperator {
  fileprivate init(_ matchOperator: BGPFilterRule.MatchOperator) {
    switch matchOperator {
    case .equal: self = .equal
    case .notEqual: self = .notEqual
    case .in: self = .in
    case .notIn: self = .notIn
    }
  }
}

extension FilterCommunity {
  /// A community of the configuration.
  init(_ value: CommunityValue) {
    switch value {
    case .standard(let upper, let lower): self = .standard(UInt32(upper) << 16 | UInt32(lower))
    case .large(let global, let first, let second): self = .large(global, first, second)
    }
  }
}
