import BGPWire

/// What a filter reads of a route besides its prefix.
public struct FilterRoute {
  /// The attributes in canonical form.
  public var attributes: UnsafeRawBufferPointer
  /// Their decoded fields.
  public var fields: AttributeFields
  /// Learned from a peer, not originated here.
  public var isFromPeer: Bool
  /// The name of the outgoing interface, nil when it is not known.
  public var interface: String?

  /// Joins the parts.
  public init(attributes: UnsafeRawBufferPointer, fields: AttributeFields, isFromPeer: Bool, interface: String? = nil) {
    (self.attributes, self.fields, self.isFromPeer, self.interface) = (attributes, fields, isFromPeer, interface)
  }
}
