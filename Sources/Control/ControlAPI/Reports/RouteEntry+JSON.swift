extension RouteEntry {
  /// Appends the path as JSON, byte for byte as Foundation's encoder writes it with sorted keys and slashes as they are.
  ///
  /// A table has a million paths: that encoder needs more time for each of them than all that is asked of the RIB.
  public func appendJSON(to bytes: inout [UInt8]) {
    var writer = JSONWriter(bytes)
    bytes = []
    writer.object { write(to: &$0) }
    bytes = writer.bytes
  }

  private func write(to writer: inout JSONWriter) {
    func texts(_ key: StaticString, _ values: [String]) {
      writer.key(key)
      writer.array(values) { $0.string($1) }
    }
    func text(_ key: StaticString, _ value: String?) {
      writer.key(key)
      writer.string(value)
    }
    func number(_ key: StaticString, _ value: UInt32?) {
      writer.key(key)
      writer.number(value)
    }
    func flag(_ key: StaticString, _ value: Bool) {
      writer.key(key)
      writer.bool(value)
    }
    writer.key("asPath")
    writer.array(asPath) { $1.write(to: &$0) }
    flag("best", best)
    texts("clusterList", clusterList)
    texts("communities", communities)
    texts("extendedCommunities", extendedCommunities)
    flag("filtered", filtered)
    text("from", from)
    writer.key("identity")
    if let identity { identity.write(to: &writer) } else { writer.null() }
    flag("installed", installed)
    texts("largeCommunities", largeCommunities)
    number("localPref", localPref)
    number("med", med)
    text("nextHop", nextHop)
    text("origin", origin?.rawValue)
    text("originatorID", originatorID)
    number("pathID", pathID)
    text("prefix", prefix.description)
    text("since", since?.description)
    flag("stale", stale)
    writer.key("unknownAttributes")
    writer.array(unknownAttributes) { $1.write(to: &$0) }
    text("why", why)
  }
}

extension RouteEntry.RouteIdentity {
  fileprivate func write(to writer: inout JSONWriter) {
    writer.object { writer in
      writer.key("labels")
      writer.object { writer in
        for (name, value) in labels.sorted(by: { $0.key < $1.key }) { writer.member(name, value) }
      }
      writer.key("namespace")
      writer.string(namespace)
    }
  }
}

extension RouteEntry.UnknownAttribute {
  fileprivate func write(to writer: inout JSONWriter) {
    writer.object { writer in
      writer.key("flags")
      writer.number(UInt32(flags))
      writer.key("type")
      writer.number(UInt32(type))
      writer.key("value")
      writer.string(value)
    }
  }
}

extension ASPathElement {
  fileprivate func write(to writer: inout JSONWriter) {
    func segment(_ key: StaticString, _ numbers: [UInt32]) {
      writer.object { writer in
        writer.key(key)
        writer.array(numbers) { $0.number($1) }
      }
    }
    switch self {
    case .number(let number): writer.number(number)
    case .set(let numbers): writer.array(numbers) { $0.number($1) }
    case .confederationSequence(let numbers): segment("confederationSequence", numbers)
    case .confederationSet(let numbers): segment("confederationSet", numbers)
    }
  }
}
