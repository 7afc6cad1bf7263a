import NetTypes

/// The prefixes of one field of an UPDATE, with what is needed to read them.
public struct FamilyNLRI {
  /// The family of the prefixes.
  public var family: AddressFamily
  /// Whether each has a path identifier (RFC 7911).
  public var addPath: Bool
  /// The next hop that stands beside them; nil for withdrawn ones, and for a next hop that is a fault.
  public var nextHop: NextHop?
  /// The octets of the prefixes.
  public var nlri: UnsafeRawBufferPointer

  /// Joins the parts.
  public init(family: AddressFamily, addPath: Bool, nextHop: NextHop?, nlri: UnsafeRawBufferPointer) {
    self.family = family
    self.addPath = addPath
    self.nextHop = nextHop
    self.nlri = nlri
  }

  /// A reader at the first prefix.
  public var reader: NLRIReader { NLRIReader(nlri, family: family, addPath: addPath) }
}

/// What MP_REACH_NLRI or MP_UNREACH_NLRI holds, and what is wrong with it.
///
/// Both may be there: a bad next hop with NLRI that can be read means that those routes are withdrawn.
public struct NLRISection {
  /// The prefixes; nil when the attribute is absent, of a family that the session does not carry, or unreadable.
  public var nlri: FamilyNLRI?
  /// What is wrong with the attribute; what is wrong with a single prefix is found by the reader.
  public var fault: AttributeFault?

  /// Joins the parts.
  public init(nlri: FamilyNLRI? = nil, fault: AttributeFault? = nil) {
    self.nlri = nlri
    self.fault = fault
  }
}
