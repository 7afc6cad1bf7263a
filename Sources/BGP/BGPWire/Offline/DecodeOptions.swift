import NetTypes

/// What a session would have negotiated, for messages that are decoded without one.
public struct DecodeOptions: Hashable, Sendable {
  /// How the sender stands to us.
  public var peerType: PeerType
  /// The sender's AS, compared with the first AS of its paths; nil to compare nothing.
  public var peerAS: ASNumber?
  /// Whether AS numbers have four octets.
  public var fourOctetAS: Bool
  /// Families whose prefixes have a path identifier.
  public var addPath: FamilySet

  /// The defaults: an external peer of any AS, with four-octet numbers and without path identifiers.
  public init(peerType: PeerType = .external, peerAS: ASNumber? = nil, fourOctetAS: Bool = true, addPath: FamilySet = []) {
    self.peerType = peerType
    self.peerAS = peerAS
    self.fourOctetAS = fourOctetAS
    self.addPath = addPath
  }

  /// The context for the decoder: both families, next hops of either family.
  var context: UpdateContext {
    UpdateContext(
      peerType: peerType, peerAS: peerAS ?? .zero, fourOctetAS: fourOctetAS, families: .all, addPath: addPath,
      extendedNextHop: .ipv4)
  }
}
