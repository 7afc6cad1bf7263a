import NetTypes

extension DecodedMessage: Encodable {
  private enum Key: String, CodingKey {
    case type, time, peer, peerAS, faults
    case version, asNumber, holdTime, routerID, capabilities
    case withdrawn, attributes, nlri, endOfRIB
    case code, subcode, name, text, data
    case afi, safi, family, subtype
  }

  /// Writes the object of `apusctl decode`.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    if let source {
      try container.encode(UTCTime.text(microseconds: source.microseconds), forKey: .time)
      try container.encodeIfPresent(source.peer, forKey: .peer)
      try container.encodeIfPresent(source.peerAS, forKey: .peerAS)
    }
    try container.encode(type?.name ?? "UNKNOWN", forKey: .type)
    switch content {
    case .open(let open): try Self.encode(open, &container)
    case .update(let update): try Self.encode(update, &container)
    case .notification(let notification): try Self.encode(notification, &container)
    case .routeRefresh(let refresh): try Self.encode(refresh, &container)
    case .keepalive, .unreadable: break
    }
    try container.encode(faults, forKey: .faults)
  }

  /// The type of the message, nil when not even that can be read.
  public var type: MessageType? {
    switch content {
    case .open: .open
    case .update: .update
    case .notification: .notification
    case .keepalive: .keepalive
    case .routeRefresh: .routeRefresh
    case .unreadable(let type): type
    }
  }

  private static func encode(_ open: OpenMessage, _ container: inout KeyedEncodingContainer<Key>) throws {
    try container.encode(4, forKey: .version)
    try container.encode(open.asNumber, forKey: .asNumber)
    try container.encode(open.holdTime, forKey: .holdTime)
    try container.encode(open.routerID.description, forKey: .routerID)
    try container.encode(open.capabilities, forKey: .capabilities)
  }

  private static func encode(_ update: DecodedUpdate, _ container: inout KeyedEncodingContainer<Key>) throws {
    try encode(update.withdrawn, update.hasPathIDs, .withdrawn, &container)
    try container.encode(update.attributes, forKey: .attributes)
    try encode(update.nlri, update.hasPathIDs, .nlri, &container)
    try container.encodeIfPresent(update.endOfRIB?.description, forKey: .endOfRIB)
  }

  /// Plain prefixes, or objects with the path identifier where the session would have them.
  private static func encode(
    _ list: [NLRI], _ hasPathIDs: Bool, _ key: Key, _ container: inout KeyedEncodingContainer<Key>
  ) throws {
    if hasPathIDs { try container.encode(list, forKey: key) } else { try container.encode(list.map(\.prefix), forKey: key) }
  }

  private static func encode(_ notification: NotificationMessage, _ container: inout KeyedEncodingContainer<Key>) throws {
    try container.encode(notification.code, forKey: .code)
    try container.encode(notification.subcode, forKey: .subcode)
    try container.encode(notification.description, forKey: .name)
    try container.encodeIfPresent(notification.text, forKey: .text)
    try container.encode(HexText.encode(notification.data), forKey: .data)
  }

  private static func encode(_ refresh: RouteRefreshMessage, _ container: inout KeyedEncodingContainer<Key>) throws {
    try container.encode(refresh.afi, forKey: .afi)
    try container.encode(refresh.safi, forKey: .safi)
    try container.encodeIfPresent(refresh.family?.description, forKey: .family)
    try container.encode(refresh.subtype.name, forKey: .subtype)
  }
}

extension NLRI: Encodable {
  private enum Key: String, CodingKey { case prefix, pathID }

  /// `{"prefix":"10.0.0.0/8","pathID":1}`
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(prefix, forKey: .prefix)
    try container.encode(pathID, forKey: .pathID)
  }
}

extension DecodedFault: Encodable {
  private enum Key: String, CodingKey { case attribute, scope, problem, octets }

  /// `{"attribute":"ORIGIN","scope":"treat-as-withdraw","problem":"…","octets":"400101ff"}`
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(attribute, forKey: .attribute)
    try container.encode(scope.name, forKey: .scope)
    try container.encode(problem, forKey: .problem)
    if !octets.isEmpty { try container.encode(HexText.encode(octets), forKey: .octets) }
  }
}
