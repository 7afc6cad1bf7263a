import NetTypes

extension UpdateMessage {
  /// The withdrawn routes field, to be read in a session's context.
  public func withdrawnSection(in context: UpdateContext) -> FamilyNLRI {
    FamilyNLRI(family: .ipv4, addPath: context.addPath.contains(.ipv4), nextHop: nil, nlri: withdrawn)
  }

  /// The NLRI field, to be read in a session's context. Its next hop is that of the attributes (``DecodedAttributes/nextHop``).
  public func nlriSection(in context: UpdateContext, nextHop: NextHop?) -> FamilyNLRI {
    FamilyNLRI(family: .ipv4, addPath: context.addPath.contains(.ipv4), nextHop: nextHop, nlri: nlri)
  }

  /// MP_UNREACH_NLRI in a session's context (RFC 4760 §4).
  @inline(__always)
  public func unreach(in context: UpdateContext) -> NLRISection {
    if !unreachHeader.isPresent { return NLRISection() }
    return presentUnreach(unreachHeader, in: context)
  }

  private func presentUnreach(_ header: AttributeHeader, in context: UpdateContext) -> NLRISection {
    var cursor = WireCursor(header.value(in: attributes))
    guard let afi = cursor.readUInt16(), let safi = cursor.readUInt8() else {
      // RFC 7606 §5.3: nothing in it can be located
      return .fault(.mpUnreach, .length(header.end - header.valueStart), .sessionReset, header)
    }
    let flags = header.flags & 0xC0
    guard let family = Self.family(afi: afi, safi: safi, in: context) else {
      return .fault(.mpUnreach, .family(afi: afi, safi: safi), .attributeDiscard, header)
    }
    var section = NLRISection(
      nlri: FamilyNLRI(family: family, addPath: context.addPath.contains(family), nextHop: nil, nlri: cursor.readRest()))
    if flags != AttributeFlags.optional.rawValue {
      section.fault = AttributeFault(.mpUnreach, .flags(header.flags), .treatAsWithdraw, offset: header.start)
    }
    return section
  }

  /// MP_REACH_NLRI in a session's context (RFC 4760 §3, RFC 2545, RFC 8950).
  @inline(__always)
  public func reach(in context: UpdateContext) -> NLRISection {
    if !reachHeader.isPresent { return NLRISection() }
    return presentReach(reachHeader, in: context)
  }

  private func presentReach(_ header: AttributeHeader, in context: UpdateContext) -> NLRISection {
    var cursor = WireCursor(header.value(in: attributes))
    guard let afi = cursor.readUInt16(), let safi = cursor.readUInt8(), let length = cursor.readUInt8(),
      let octets = cursor.readBytes(Int(length)), cursor.skip(1)
    else {
      // RFC 7606 §7.11: the NLRI cannot be located
      return .fault(.mpReach, .length(header.end - header.valueStart), .sessionReset, header)
    }
    guard let family = Self.family(afi: afi, safi: safi, in: context) else {
      return .fault(.mpReach, .family(afi: afi, safi: safi), .attributeDiscard, header)
    }
    guard NextHop.isLength(octets.count, for: family, extended: context.extendedNextHop.contains(family)) else {
      // RFC 7606 §7.11: "the 'session reset' approach MUST be used"
      return .fault(.mpReach, .nextHopLength(octets.count), .sessionReset, header)
    }
    let nextHop = NextHop(octets: octets)
    var section = NLRISection(
      nlri: FamilyNLRI(family: family, addPath: context.addPath.contains(family), nextHop: nextHop, nlri: cursor.readRest()))
    if header.flags & 0xC0 != AttributeFlags.optional.rawValue {
      section.fault = AttributeFault(.mpReach, .flags(header.flags), .treatAsWithdraw, offset: header.start)
    } else if nextHop == nil {
      section.fault = AttributeFault(.mpReach, .nextHopAddress, .treatAsWithdraw, offset: header.start)
    }
    return section
  }

  @inline(__always)
  private static func family(afi: UInt16, safi: UInt8, in context: UpdateContext) -> AddressFamily? {
    guard safi == 1, let family = AddressFamily(afi: afi), context.families.contains(family) else { return nil }
    return family
  }
}

extension NLRISection {
  fileprivate static func fault(
    _ type: AttributeType, _ kind: AttributeFault.Kind, _ scope: FaultScope, _ header: AttributeHeader
  ) -> NLRISection {
    NLRISection(fault: AttributeFault(type, kind, scope, offset: header.start))
  }
}
