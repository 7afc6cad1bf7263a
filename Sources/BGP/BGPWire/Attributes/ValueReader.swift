import NetTypes

/// Readers of the table's rows; each takes a value whose length was checked.
enum ValueReader {
  static func origin(_ value: UnsafeRawBufferPointer) -> AttributeValue? { value.first.flatMap(Origin.init).map { .origin($0) } }

  static func asPath(_ value: UnsafeRawBufferPointer) -> AttributeValue? { ASPath(value).map { .asPath($0) } }

  static func aggregator(_ value: UnsafeRawBufferPointer) -> AttributeValue? { Aggregator(value).map { .aggregator($0) } }

  static func present(_ value: UnsafeRawBufferPointer) -> AttributeValue? { .present }

  static func nextHop(_ value: UnsafeRawBufferPointer) -> AttributeValue? { first(value).map { .nextHop(IPv4Address($0)) } }

  static func number(_ value: UnsafeRawBufferPointer) -> AttributeValue? { first(value).map { .number($0) } }

  static func routerID(_ value: UnsafeRawBufferPointer) -> AttributeValue? { first(value).map { .routerID(RouterID($0)) } }

  static func asNumber(_ value: UnsafeRawBufferPointer) -> AttributeValue? { first(value).map { .asNumber(ASNumber($0)) } }

  static func communities(_ value: UnsafeRawBufferPointer) -> AttributeValue? {
    .communities(list(value) { $0.readUInt32().map(Community.init(rawValue:)) })
  }

  static func clusterList(_ value: UnsafeRawBufferPointer) -> AttributeValue? {
    .clusterList(list(value) { $0.readUInt32().map(RouterID.init(rawValue:)) })
  }

  static func extendedCommunities(_ value: UnsafeRawBufferPointer) -> AttributeValue? {
    .extendedCommunities(list(value) { $0.readUInt64().map(ExtendedCommunity.init(rawValue:)) })
  }

  static func largeCommunities(_ value: UnsafeRawBufferPointer) -> AttributeValue? {
    .largeCommunities(
      list(value) { cursor in
        guard let global = cursor.readUInt32(), let first = cursor.readUInt32(), let second = cursor.readUInt32() else { return nil }
        return LargeCommunity(global, first, second)
      })
  }

  static func octets(_ value: UnsafeRawBufferPointer) -> AttributeValue? { .octets(Array(value)) }

  static func aigp(_ value: UnsafeRawBufferPointer) -> AttributeValue? {
    if case .metric(let metric) = AIGPValue.read(value) { .metric(metric) } else { .octets(Array(value)) }
  }

  private static func first(_ value: UnsafeRawBufferPointer) -> UInt32? {
    var cursor = WireCursor(value)
    return cursor.readUInt32()
  }

  private static func list<Element>(_ value: UnsafeRawBufferPointer, _ read: (inout WireCursor) -> Element?) -> [Element] {
    var cursor = WireCursor(value)
    var elements: [Element] = []
    while let element = read(&cursor) { elements.append(element) }
    return elements
  }
}
