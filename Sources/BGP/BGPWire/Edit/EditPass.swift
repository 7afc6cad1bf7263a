import NetTypes

/// The editing of one set: walks over its attributes and the codes that the edit touches side by side, both ascending.
struct EditPass {
  let edit: AttributeEdit
  var output: AttributeOutput

  private static let wellKnown = AttributeFlags.transitive.rawValue
  private static let nonTransitive = AttributeFlags.optional.rawValue
  private static let transitive = AttributeFlags([.optional, .transitive]).rawValue
  private static var nothing: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: nil, count: 0) }

  /// Writes the edited set.
  mutating func run(over canonical: UnsafeRawBufferPointer, codes: [UInt8]) {
    var next = codes.startIndex
    var cursor = WireCursor(canonical)
    while let header = AttributeHeader(&cursor) {
      while next < codes.endIndex && codes[next] < header.code {
        write(codes[next], Self.nothing, flags: 0)
        next += 1
      }
      if next < codes.endIndex && codes[next] == header.code {
        write(header.code, header.value(in: canonical), flags: header.flags)
        next += 1
      } else {
        output.append(header.whole(in: canonical))
      }
    }
    for code in codes[next...] { write(code, Self.nothing, flags: 0) }
  }

  /// Writes what the edit makes of one attribute; `old` is empty for one that was not there.
  private mutating func write(_ code: UInt8, _ old: UnsafeRawBufferPointer, flags: UInt8) {
    let partial = flags & AttributeFlags.partial.rawValue
    switch AttributeType(code) {
    case .origin:
      output.appendHeader(Self.wellKnown, code, length: 1)
      output.append(edit.origin?.rawValue ?? 0)
    case .asPath: writePath(old)
    case .med: write(edit.med, Self.nonTransitive, code)
    case .localPref: write(edit.localPref, Self.wellKnown, code)
    case .communities:
      writeList(
        code, partial, edit.removeAllCommunities ? Self.nothing : old, remove: edit.removeCommunities, add: edit.addCommunities)
    case .originatorID: write(edit.originatorID.map(\.rawValue), Self.nonTransitive, code)
    case .clusterList: writeClusters(edit.removeClusterList ? Self.nothing : old)
    case .extendedCommunities:
      writeList(
        code, partial, edit.removeAllExtendedCommunities ? Self.nothing : old, remove: edit.removeExtendedCommunities,
        add: edit.addExtendedCommunities, isOut: removesAtBorder)
    case .aigp: writeAIGP()
    case .largeCommunities:
      writeList(
        code, partial, edit.removeAllLargeCommunities ? Self.nothing : old, remove: edit.removeLargeCommunities,
        add: edit.addLargeCommunities)
    case .onlyToCustomer: write(edit.otc.map(\.rawValue), Self.transitive | partial, code)
    default: writeRaw(code)
    }
  }

  private var removesAtBorder: (ExtendedCommunity) -> Bool {
    edit.removeNonTransitiveExtendedCommunities ? { !$0.isTransitive } : { _ in false }
  }

  /// An attribute of one number; the edit touches it, so `.keep` cannot be.
  private mutating func write(_ change: AttributeEdit.Change<UInt32>, _ flags: UInt8, _ code: UInt8) {
    guard case .set(let number) = change else { return }
    output.appendHeader(flags, code, length: 4)
    output.append(number)
  }

  private mutating func writeRaw(_ code: UInt8) {
    guard let raw = edit.set.first(where: { $0.type.rawValue == code }) else { return }
    output.appendHeader(raw.flags.subtracting(.extendedLength).rawValue, code, length: raw.value.count)
    raw.value.withUnsafeBytes { output.append($0) }
  }

  private mutating func writeAIGP() {
    guard case .set(let metric) = edit.aigp else { return }
    output.appendHeader(Self.nonTransitive, AttributeType.aigp.rawValue, length: 11)
    output.append(1 as UInt8)
    output.append(11 as UInt16)
    output.append(metric)
  }

  private mutating func writeClusters(_ old: UnsafeRawBufferPointer) {
    let length = old.count + (edit.prependCluster == nil ? 0 : 4)
    if length == 0 { return }
    output.appendHeader(Self.nonTransitive, AttributeType.clusterList.rawValue, length: length)
    if let cluster = edit.prependCluster { output.append(cluster.rawValue) }
    output.append(old)
  }

  /// AS_PATH stays, also when it gets empty: it is mandatory.
  private mutating func writePath(_ old: UnsafeRawBufferPointer) {
    output.open(Self.wellKnown, AttributeType.asPath.rawValue)
    var writer = PathWriter()
    if let number = edit.prependConfederationAS {
      writer.append(ASPath.Segment.Kind.confederationSequence.rawValue, number.rawValue, to: &output)
    }
    for number in edit.prependAS { writer.append(ASPath.Segment.Kind.sequence.rawValue, number.rawValue, to: &output) }
    var reader = SegmentReader(old, wide: true)
    while let segment = reader.next() {
      if edit.removeConfederationSegments && segment.kind > ASPath.Segment.Kind.sequence.rawValue { continue }
      for index in 0..<segment.count { writer.append(segment.kind, reader.number(index, segment.numbers), to: &output) }
    }
    output.close()
  }

  /// A list of communities: the old ones that stay, then the new ones that are not among them.
  private mutating func writeList<Element: WireCommunity>(
    _ code: UInt8, _ partial: UInt8, _ old: UnsafeRawBufferPointer, remove: [Element], add: [Element],
    isOut: (Element) -> Bool = { _ in false }
  ) {
    let start = output.count
    output.open(Self.transitive | partial, code)
    var kept: [Element] = []
    var cursor = WireCursor(old)
    while let element = Element(&cursor) {
      if !remove.contains(element) && !isOut(element) { kept.append(element) }
    }
    for element in add where !kept.contains(element) { kept.append(element) }
    for element in kept { element.write(to: &output) }
    output.close()
    if kept.isEmpty { output.truncate(to: start) }
  }
}

extension AttributeEdit.Change {
  /// The change with another type of value.
  fileprivate func map<Other>(_ transform: (Value) -> Other) -> AttributeEdit.Change<Other> {
    switch self {
    case .keep: .keep
    case .remove: .remove
    case .set(let value): .set(transform(value))
    }
  }
}
