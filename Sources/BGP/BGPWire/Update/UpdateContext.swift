import NetTypes

/// How a peer stands to us; many rules of RFC 4271 and RFC 7606 differ by it.
public enum PeerType: UInt8, Sendable, Hashable, CaseIterable {
  /// iBGP: the same AS.
  case `internal`
  /// eBGP: another AS, outside our confederation.
  case external
  /// Another member AS of our confederation (RFC 5065).
  case confederation
}

/// What a session negotiated, as far as the meaning of an UPDATE depends on it.
public struct UpdateContext: Sendable, Hashable {
  /// How the peer stands to us.
  public var peerType: PeerType
  /// The peer's AS number, compared with the first AS of a path from an external peer.
  public var peerAS: ASNumber
  /// Both sides sent the four-octet AS capability (RFC 6793).
  public var fourOctetAS: Bool
  /// Families that the session carries; NLRI of others are a fault.
  public var families: FamilySet
  /// Families in which NLRI from the peer carry a path identifier (RFC 7911).
  public var addPath: FamilySet
  /// Families whose next hop may be of the other family (RFC 8950).
  public var extendedNextHop: FamilySet

  /// Joins the parts; the defaults are those of a plain session of today.
  public init(
    peerType: PeerType, peerAS: ASNumber, fourOctetAS: Bool = true, families: FamilySet = .all, addPath: FamilySet = [],
    extendedNextHop: FamilySet = []
  ) {
    self.peerType = peerType
    self.peerAS = peerAS
    self.fourOctetAS = fourOctetAS
    self.families = families
    self.addPath = addPath
    self.extendedNextHop = extendedNextHop
  }
}
