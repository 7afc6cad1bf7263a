import NetTypes

extension AttributeSummary: Encodable {
  private enum Key: String, CodingKey {
    case origin, asPath, nextHop, linkLocalNextHop, med, localPref, atomicAggregate, aggregator, communities, originatorID,
      clusterList, extendedCommunities, aigp, largeCommunities, onlyToCustomer, unknownAttributes
  }

  /// Writes what is there; absent attributes have no key.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encodeIfPresent(origin?.name, forKey: .origin)
    try container.encodeIfPresent(asPath, forKey: .asPath)
    try container.encodeIfPresent(nextHop?.address, forKey: .nextHop)
    try container.encodeIfPresent(nextHop?.linkLocalAddress?.description, forKey: .linkLocalNextHop)
    try container.encodeIfPresent(med, forKey: .med)
    try container.encodeIfPresent(localPref, forKey: .localPref)
    if isAtomicAggregate { try container.encode(true, forKey: .atomicAggregate) }
    try container.encodeIfPresent(aggregator, forKey: .aggregator)
    try container.encodeIfPresent(originatorID?.description, forKey: .originatorID)
    try container.encodeIfPresent(aigp, forKey: .aigp)
    try container.encodeIfPresent(onlyToCustomer, forKey: .onlyToCustomer)
    try Self.encode(communities.map(\.description), .communities, &container)
    try Self.encode(clusterList.map(\.description), .clusterList, &container)
    try Self.encode(extendedCommunities.map(\.description), .extendedCommunities, &container)
    try Self.encode(largeCommunities.map(\.description), .largeCommunities, &container)
    if !unknownAttributes.isEmpty { try container.encode(unknownAttributes, forKey: .unknownAttributes) }
  }

  private static func encode(_ list: [String], _ key: Key, _ container: inout KeyedEncodingContainer<Key>) throws {
    if !list.isEmpty { try container.encode(list, forKey: key) }
  }
}

extension ASPath: Encodable {
  /// A flat array of numbers; a set is an array in the array, a part of a confederation an object with its kind as the key.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.unkeyedContainer()
    for segment in segments {
      switch segment.kind {
      case .sequence: for number in segment.numbers { try container.encode(number) }
      case .set: try container.encode(segment.numbers)
      case .confederationSequence: try container.encode(["confederationSequence": segment.numbers])
      case .confederationSet: try container.encode(["confederationSet": segment.numbers])
      }
    }
  }
}

extension Aggregator: Encodable {
  private enum Key: String, CodingKey { case asNumber, routerID }

  /// `{"asNumber":64512,"routerID":"10.0.0.1"}`
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(asNumber, forKey: .asNumber)
    try container.encode(routerID.description, forKey: .routerID)
  }
}

extension AttributeEdit.RawAttribute: Encodable {
  private enum Key: String, CodingKey { case type, flags, value }

  /// `{"type":255,"flags":224,"value":"00ff"}`
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(type.rawValue, forKey: .type)
    try container.encode(flags.rawValue, forKey: .flags)
    try container.encode(HexText.encode(value), forKey: .value)
  }
}
