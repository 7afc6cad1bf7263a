/// What is wrong with an attribute, an NLRI field or a whole UPDATE, and how far it reaches (RFC 7606).
///
/// Small and without references, so that looking for faults costs nothing; its text is made when somebody reads it.
public struct AttributeFault: Error, Hashable, Sendable {
  /// What is wrong.
  public enum Kind: Hashable, Sendable {
    /// Optional or Transitive conflict with the type; the flags octet found.
    case flags(UInt8)
    /// The length is none that the attribute may have.
    case length(Int)
    /// The attribute is there a second time.
    case duplicate
    /// A mandatory attribute is not there.
    case missing
    /// The attribute, or its header, runs over the end of the path attributes.
    case overrun
    /// The value is not defined; the first octets of it.
    case value(UInt32)
    /// A segment of AS_PATH is cut, empty or of an unknown type.
    case segment
    /// AS_PATH has AS_SET or AS_CONFED_SET segments (RFC 9774).
    case asSet
    /// AS 0 (RFC 7607).
    case asZero
    /// Confederation segments from a peer outside, or none in front from a peer inside (RFC 5065 §5).
    case confederation
    /// The path does not begin with the peer's AS (RFC 4271 §6.3).
    case firstAS(UInt32)
    /// The peer may not send this attribute to us; it is dropped.
    case notAccepted
    /// An attribute that Apus does not know claims to be well-known.
    case unknownWellKnown
    /// The next hop's length does not fit the family.
    case nextHopLength(Int)
    /// The next hop is no address of a host.
    case nextHopAddress
    /// The family is not carried by this session.
    case family(afi: UInt16, safi: UInt8)
    /// An NLRI has more bits than the family; the length octet.
    case prefixLength(UInt8)
    /// The NLRI field ends in the middle of a prefix.
    case prefixOverrun
    /// The message has faults and no reachability, so that nothing can be withdrawn instead (RFC 7606 §5.2).
    case noReachability
  }

  /// The attribute; nil for the NLRI fields and the message as a whole.
  public var attribute: AttributeType?
  /// What is wrong.
  public var kind: Kind
  /// How far it reaches.
  public var scope: FaultScope
  /// Where the attribute begins, in octets from the start of the path attribute field; for an NLRI field from the field's start.
  public var offset: Int

  /// Joins the parts.
  public init(_ attribute: AttributeType?, _ kind: Kind, _ scope: FaultScope, offset: Int = 0) {
    self.attribute = attribute
    self.kind = kind
    self.scope = scope
    self.offset = offset
  }
}

extension AttributeFault: CustomStringConvertible {
  /// What is wrong, in words, without the attribute's name: "length 3, expected 4".
  public var problem: String {
    switch kind {
    case .flags(let flags): "flags 0x\(HexText.encode([flags])) conflict with the type"
    case .length(let length): "length \(length) is not one that it may have"
    case .duplicate: "appears more than once"
    case .missing: "is mandatory and missing"
    case .overrun: "runs over the end of the path attributes"
    case .value(let value): "has the undefined value \(value)"
    case .segment: "has a segment that is cut, empty or of an unknown type"
    case .asSet: "has an AS_SET or AS_CONFED_SET segment (RFC 9774)"
    case .asZero: "contains AS 0 (RFC 7607)"
    case .confederation: "has confederation segments that do not fit the peer (RFC 5065)"
    case .firstAS(let number): number == 0 ? "is empty, from an external peer" : "begins with AS \(number), not with the peer's"
    case .notAccepted: "is not taken from this peer"
    case .unknownWellKnown: "is unknown and claims to be well-known"
    case .nextHopLength(let length): "has a next hop of \(length) octets, which does not fit the family"
    case .nextHopAddress: "has a next hop that is no address of a host"
    case .family(let afi, let safi): "is of AFI \(afi), SAFI \(safi), which this session does not carry"
    case .prefixLength(let length): "has a prefix of \(length) bits"
    case .prefixOverrun: "ends in the middle of a prefix"
    case .noReachability: "the message has faults and no reachability, so nothing can be withdrawn instead (RFC 7606 §5.2)"
    }
  }

  /// Attribute, problem and scope in one line.
  public var description: String { "\(attribute?.description ?? "UPDATE"): \(problem) (\(scope.name))" }
}

extension AttributeFault {
  /// The NOTIFICATION for a fault that resets the session (RFC 4271 §6.3), with the attribute as it is in the message.
  public func notification(in message: UpdateMessage) -> NotificationMessage {
    let bytes = attribute == nil ? [] : message.attributeBytes(at: offset)
    switch kind {
    case .flags: return .update(.attributeFlags, attribute: bytes)
    case .length: return .update(.attributeLength, attribute: bytes)
    case .missing: return .update(.missingWellKnownAttribute, attribute: attribute.map { [$0.rawValue] } ?? [])
    case .duplicate, .overrun, .noReachability: return .update(.malformedAttributeList)
    case .segment, .asSet, .asZero, .confederation, .firstAS: return .update(.malformedASPath)
    case .unknownWellKnown: return .update(.unrecognizedWellKnownAttribute, attribute: bytes)
    case .prefixLength, .prefixOverrun: return .update(.invalidNetworkField)
    case .value where attribute == .origin: return .update(.invalidOrigin, attribute: bytes)
    case .nextHopAddress where attribute == .nextHop: return .update(.invalidNextHop, attribute: bytes)
    default: return .update(.optionalAttribute, attribute: bytes)
    }
  }
}
