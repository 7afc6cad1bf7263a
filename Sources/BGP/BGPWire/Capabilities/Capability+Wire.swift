import NetTypes

extension Capability {
  /// Code, length and value, as in the OPEN message.
  public func encoded() -> [UInt8] {
    var writer = WireBytes()
    writer.append(code)
    writer.appendCounted(value)
    return writer.bytes
  }

  /// The value behind code and length.
  private var value: [UInt8] {
    var writer = WireBytes()
    switch self {
    case .multiprotocol(let family):
      writer.append(family.afi)
      writer.append([0, family.safi])
    case .routeRefresh, .extendedMessage, .enhancedRouteRefresh: break
    case .extendedNextHop(let tuples):
      for tuple in tuples {
        writer.append(tuple.nlri.afi)
        writer.append(UInt16(tuple.nlri.safi))  // two octets here, RFC 8950 §4
        writer.append(tuple.nextHopAFI)
      }
    case .role(let role): writer.append(role.rawValue)
    case .gracefulRestart(let restart): restart.write(to: &writer)
    case .fourOctetAS(let number): writer.append(number.rawValue)
    case .addPath(let tuples):
      for tuple in tuples {
        writer.append(tuple.family.afi)
        writer.append([tuple.family.safi, tuple.mode.rawValue])
      }
    case .longLivedGracefulRestart(let tuples):
      for tuple in tuples {
        writer.append(tuple.family.afi)
        writer.append([tuple.family.safi, tuple.forwardingPreserved ? 0x80 : 0])
        writer.append((0..<3).map { UInt8(truncatingIfNeeded: tuple.staleTime >> UInt32(16 - 8 * $0)) })
      }
    case .fqdn(let host, let domain):
      writer.appendCounted(Array(host.utf8.prefix(64)))
      writer.appendCounted(Array(domain.utf8.prefix(64)))
    case .unknown(_, let value): writer.append(value)
    }
    return writer.bytes
  }

  /// Reads the capabilities of one parameter, appending them; false when a length runs over the end.
  static func read(from bytes: UnsafeRawBufferPointer, into list: inout [Capability]) -> Bool {
    var cursor = WireCursor(bytes)
    while !cursor.isAtEnd {
      guard let code = cursor.readUInt8(), let length = cursor.readUInt8(), let value = cursor.readBytes(Int(length)) else { return false }
      list.append(Capability(code: code, value: value))
    }
    return true
  }

  /// Interprets a value. A known code whose value makes no sense is kept as unknown and so has no effect; RFC 5492 §3 leaves
  /// what to do with it to us, and refusing the session would help nobody.
  init(code: UInt8, value: UnsafeRawBufferPointer) {
    var cursor = WireCursor(value)
    self = Self.known(code, &cursor) ?? .unknown(code: code, value: Array(value))
  }

  private static func known(_ code: UInt8, _ cursor: inout WireCursor) -> Capability? {
    let length = cursor.remaining
    switch code {
    case 1:
      guard length == 4, let afi = cursor.readUInt16(), cursor.skip(1), let safi = cursor.readUInt8() else { return nil }
      return .multiprotocol(FamilyID(afi: afi, safi: safi))
    case 2: return length == 0 ? .routeRefresh : nil
    case 5: return list(&cursor, of: ExtendedNextHop.init).map { .extendedNextHop($0) }
    case 6: return length == 0 ? .extendedMessage : nil
    case 9: return length == 1 ? cursor.readUInt8().flatMap(Role.init).map { .role($0) } : nil
    case 64: return GracefulRestart(&cursor).map { .gracefulRestart($0) }
    case 65: return length == 4 ? cursor.readUInt32().map { .fourOctetAS(ASNumber($0)) } : nil
    case 69: return list(&cursor, of: AddPath.init).map { .addPath($0) }
    case 70: return length == 0 ? .enhancedRouteRefresh : nil
    case 71: return list(&cursor, of: LongLivedGracefulRestart.init).map { .longLivedGracefulRestart($0) }
    case 73:
      guard let hostLength = cursor.readUInt8(), let host = cursor.readBytes(Int(hostLength)),
        let domainLength = cursor.readUInt8(), let domain = cursor.readBytes(Int(domainLength))
      else { return nil }
      return .fqdn(host: String(decoding: host, as: UTF8.self), domain: String(decoding: domain, as: UTF8.self))
    default: return nil
    }
  }

  /// Reads tuples up to the end; nil when one is cut.
  private static func list<Tuple>(_ cursor: inout WireCursor, of read: (inout WireCursor) -> Tuple?) -> [Tuple]? {
    var tuples: [Tuple] = []
    while !cursor.isAtEnd {
      guard let tuple = read(&cursor) else { return nil }
      tuples.append(tuple)
    }
    return tuples
  }
}

extension Capability.FamilyID {
  /// Reads AFI and SAFI of three octets.
  fileprivate init?(_ cursor: inout WireCursor) {
    guard let afi = cursor.readUInt16(), let safi = cursor.readUInt8() else { return nil }
    self.init(afi: afi, safi: safi)
  }
}

extension Capability.ExtendedNextHop {
  fileprivate init?(_ cursor: inout WireCursor) {
    guard let afi = cursor.readUInt16(), let safi = cursor.readUInt16(), let nextHopAFI = cursor.readUInt16() else { return nil }
    self.init(nlri: .init(afi: afi, safi: UInt8(truncatingIfNeeded: safi)), nextHopAFI: nextHopAFI)
  }
}

extension Capability.AddPath {
  fileprivate init?(_ cursor: inout WireCursor) {
    guard let family = Capability.FamilyID(&cursor), let octet = cursor.readUInt8(), let mode = Mode(rawValue: octet) else { return nil }
    self.init(family, mode)
  }
}

extension Capability.LongLivedGracefulRestart {
  fileprivate init?(_ cursor: inout WireCursor) {
    guard let family = Capability.FamilyID(&cursor), let flags = cursor.readUInt8(), let time = cursor.readBytes(3) else { return nil }
    self.init(family, forwardingPreserved: flags & 0x80 != 0, staleTime: time.reduce(0) { $0 << 8 | UInt32($1) })
  }
}

extension Capability.GracefulRestart {
  fileprivate init?(_ cursor: inout WireCursor) {
    guard let head = cursor.readUInt16() else { return nil }
    self.init(restarting: head & 0x8000 != 0, notification: head & 0x4000 != 0, restartTime: head & 0xFFF, families: [])
    while !cursor.isAtEnd {
      guard let family = Capability.FamilyID(&cursor), let flags = cursor.readUInt8() else { return nil }
      families.append(Family(family, forwardingPreserved: flags & 0x80 != 0))
    }
  }

  fileprivate func write(to writer: inout WireBytes) {
    writer.append((restarting ? 0x8000 : 0) | (notification ? 0x4000 : 0) | min(restartTime, 0xFFF))
    for family in families {
      writer.append(family.family.afi)
      writer.append([family.family.safi, family.forwardingPreserved ? 0x80 : 0])
    }
  }
}
