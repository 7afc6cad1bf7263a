import NetTypes

/// Stage 2 of reading an UPDATE: its attributes, checked in the session's context, in canonical form.
public struct DecodedAttributes {
  /// The kept attributes as a four-octet session would send them: ascending type codes, shortest length encoding, without
  /// NEXT_HOP, MP_REACH_NLRI, MP_UNREACH_NLRI, AS4_PATH and AS4_AGGREGATOR. Equal sets are equal bytes. Valid until the decoder's
  /// next call.
  public let canonical: UnsafeRawBufferPointer
  /// What the decision process reads of them.
  public let fields: AttributeFields
  /// NEXT_HOP, the next hop of the NLRI field; nil when it is absent.
  public let nextHop: NextHop?
  /// MP_REACH_NLRI, of a family that the session carries.
  public let reach: FamilyNLRI?
  /// MP_UNREACH_NLRI, of a family that the session carries.
  public let unreach: FamilyNLRI?
  /// The widest scope among `faults`; nil for a message without fault.
  public let scope: FaultScope?
  /// What is wrong, in the order found; empty, without an allocation, for a message without fault.
  public let faults: [AttributeFault]
}
