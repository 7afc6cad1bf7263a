import NetTypes

/// Reads single attributes out of canonical bytes, for filters, loop checks and people.
///
/// It points into the bytes and is valid as long as they are. What the decision process reads is in ``AttributeFields``.
public struct AttributeView {
  /// The canonical bytes.
  public let canonical: UnsafeRawBufferPointer

  /// A view of canonical bytes: those of ``DecodedAttributes/canonical`` or ``AttributeEditor``.
  public init(_ canonical: UnsafeRawBufferPointer) { self.canonical = canonical }

  /// The octets of an attribute's value, nil when it is not there.
  public func octets(of type: AttributeType) -> UnsafeRawBufferPointer? {
    var cursor = WireCursor(canonical)
    while let header = AttributeHeader(&cursor), header.code <= type.rawValue {
      if header.code == type.rawValue { return header.value(in: canonical) }
    }
    return nil
  }

  /// The value of an attribute that Apus knows, nil when it is not there.
  public func value(of type: AttributeType) -> AttributeValue? {
    guard let octets = octets(of: type), let row = AttributeTable[type] else { return nil }
    return row.read(octets)
  }

  /// ORIGIN.
  public var origin: Origin? { if case .origin(let value) = value(of: .origin) { value } else { nil } }
  /// AS_PATH.
  public var asPath: ASPath? { if case .asPath(let value) = value(of: .asPath) { value } else { nil } }
  /// MULTI_EXIT_DISC.
  public var med: UInt32? { if case .number(let value) = value(of: .med) { value } else { nil } }
  /// LOCAL_PREF.
  public var localPref: UInt32? { if case .number(let value) = value(of: .localPref) { value } else { nil } }
  /// Whether ATOMIC_AGGREGATE is there.
  public var isAtomicAggregate: Bool { octets(of: .atomicAggregate) != nil }
  /// AGGREGATOR.
  public var aggregator: Aggregator? { if case .aggregator(let value) = value(of: .aggregator) { value } else { nil } }
  /// COMMUNITIES, empty when absent.
  public var communities: [Community] { if case .communities(let value) = value(of: .communities) { value } else { [] } }
  /// ORIGINATOR_ID.
  public var originatorID: RouterID? { if case .routerID(let value) = value(of: .originatorID) { value } else { nil } }
  /// CLUSTER_LIST, empty when absent.
  public var clusterList: [RouterID] { if case .clusterList(let value) = value(of: .clusterList) { value } else { [] } }
  /// EXTENDED_COMMUNITIES, empty when absent.
  public var extendedCommunities: [ExtendedCommunity] {
    if case .extendedCommunities(let value) = value(of: .extendedCommunities) { value } else { [] }
  }
  /// The metric of AIGP.
  public var aigp: UInt64? { if case .metric(let value) = value(of: .aigp) { value } else { nil } }
  /// LARGE_COMMUNITY, empty when absent.
  public var largeCommunities: [LargeCommunity] {
    if case .largeCommunities(let value) = value(of: .largeCommunities) { value } else { [] }
  }
  /// ONLY_TO_CUSTOMER.
  public var onlyToCustomer: ASNumber? { if case .asNumber(let value) = value(of: .onlyToCustomer) { value } else { nil } }

  /// Attributes that Apus does not know, and those that it passes on unread, ascending.
  public var unknownAttributes: [AttributeEdit.RawAttribute] {
    var list: [AttributeEdit.RawAttribute] = []
    var cursor = WireCursor(canonical)
    while let header = AttributeHeader(&cursor) {
      let type = AttributeType(header.code)
      if AttributeTable[type] != nil && type != .ipv6ExtendedCommunities { continue }
      let flags = AttributeFlags(rawValue: header.flags).subtracting(.extendedLength)
      list.append(.init(type, flags: flags, value: Array(header.value(in: canonical))))
    }
    return list
  }
}

// Questions that filters and loop checks ask of each set; none of them allocates.
extension AttributeView {
  /// How often an AS is in AS_PATH, segments of every kind counted (RFC 4271 §9.1.2, RFC 5065 §4).
  public func count(of number: ASNumber) -> Int {
    guard let path = octets(of: .asPath) else { return 0 }
    var count = 0
    var reader = SegmentReader(path, wide: true)
    while let segment = reader.next() {
      for index in 0..<segment.count where reader.number(index, segment.numbers) == number.rawValue { count += 1 }
    }
    return count
  }

  /// Whether a cluster is in CLUSTER_LIST (RFC 4456 §8).
  public func hasCluster(_ cluster: RouterID) -> Bool {
    has(.clusterList) { $0.readUInt32().map { $0 == cluster.rawValue } }
  }

  /// Whether a community is in COMMUNITIES.
  public func has(_ community: Community) -> Bool { has(.communities) { Community(&$0).map { $0 == community } } }

  /// Whether a community is in EXTENDED_COMMUNITIES.
  public func has(_ community: ExtendedCommunity) -> Bool {
    has(.extendedCommunities) { ExtendedCommunity(&$0).map { $0 == community } }
  }

  /// Whether a community is in LARGE_COMMUNITY.
  public func has(_ community: LargeCommunity) -> Bool { has(.largeCommunities) { LargeCommunity(&$0).map { $0 == community } } }

  @inline(__always)
  private func has(_ type: AttributeType, _ isNextMatch: (inout WireCursor) -> Bool?) -> Bool {
    guard let octets = octets(of: type) else { return false }
    var cursor = WireCursor(octets)
    while let isMatch = isNextMatch(&cursor) {
      if isMatch { return true }
    }
    return false
  }
}
