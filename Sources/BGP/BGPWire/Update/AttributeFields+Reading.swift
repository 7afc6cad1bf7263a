import NetTypes

extension AttributeFields {
  /// Reads the fields of canonical bytes: those of ``DecodedAttributes/canonical`` or ``AttributeEditor``.
  public init(canonical: UnsafeRawBufferPointer) {
    self.init()
    var cursor = WireCursor(canonical)
    while let header = AttributeHeader(&cursor) {
      let value = header.value(in: canonical)
      if header.code == AttributeType.asPath.rawValue {
        note(PathScan(value, wide: true))
      } else {
        note(header.code, value)
      }
    }
  }

  /// Takes over what a walk over AS_PATH found.
  @inline(__always)
  mutating func note(_ path: PathScan) {
    flags.insert(.asPath)
    if path.hasSet { flags.insert(.asSet) }
    if path.hasConfederation { flags.insert(.confederation) }
    asPathLength = UInt16(truncatingIfNeeded: min(path.length, 0xFFFF))
    neighborAS = path.neighbor
    originAS = path.origin
  }

  /// Takes over the value of any other attribute, whose syntax was checked.
  @inline(__always)
  mutating func note(_ code: UInt8, _ value: UnsafeRawBufferPointer) {
    var cursor = WireCursor(value)
    switch code {
    case 1: origin = cursor.readUInt8() ?? 0
    case 4:
      flags.insert(.med)
      med = cursor.readUInt32() ?? 0
    case 5:
      flags.insert(.localPref)
      localPref = cursor.readUInt32() ?? 0
    case 8: noteCommunities(&cursor)
    case 9:
      flags.insert(.originatorID)
      originatorID = cursor.readUInt32() ?? 0
    case 10: clusterListLength = UInt8(truncatingIfNeeded: min(value.count / 4, 255))
    case 26:
      if case .metric(let metric) = AIGPValue.read(value) {
        flags.insert(.aigp)
        aigp = metric
      }
    case 35:
      flags.insert(.otc)
      otc = cursor.readUInt32() ?? 0
    case 3, 6, 7, 14, 15, 16, 17, 18, 25, 32: break
    default: flags.insert(.unknownAttributes)
    }
  }

  /// Sets the flags of the well-known communities, all of which begin with 0xFFFF.
  @inline(__always)
  private mutating func noteCommunities(_ cursor: inout WireCursor) {
    flags.insert(.communities)
    while let community = cursor.readUInt32() {
      if community < 0xFFFF_0000 { continue }
      switch Community(rawValue: community) {
      case .noExport: flags.insert(.noExport)
      case .noAdvertise: flags.insert(.noAdvertise)
      case .noExportSubconfed: flags.insert(.noExportSubconfed)
      case .gracefulShutdown: flags.insert(.gracefulShutdown)
      case .llgrStale: flags.insert(.llgrStale)
      case .noLLGR: flags.insert(.noLLGR)
      case .blackhole: flags.insert(.blackhole)
      default: break
      }
    }
  }
}
