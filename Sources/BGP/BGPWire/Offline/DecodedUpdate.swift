import NetTypes

/// An UPDATE as a plain value; the prefixes of its fields and of the MP attributes are joined.
public struct DecodedUpdate: Hashable, Sendable {
  /// Withdrawn prefixes.
  public var withdrawn: [NLRI]
  /// The attributes that are used: those with faults are missing.
  public var attributes: AttributeSummary
  /// Reachable prefixes, as the message has them: faults may mean that they are withdrawn instead.
  public var nlri: [NLRI]
  /// Whether prefixes have path identifiers worth showing.
  public var hasPathIDs: Bool
  /// The family that this is the End-of-RIB marker of.
  public var endOfRIB: AddressFamily?

  /// Decodes the fields of a message, and collects the faults of all of them.
  static func decode(_ message: UpdateMessage, in context: UpdateContext) -> (DecodedUpdate, [DecodedFault]) {
    var decoder = AttributeDecoder()
    let decoded = decoder.decode(message, in: context)
    var faults = decoded.faults.map { DecodedFault($0, octets: message.attributeBytes(at: $0.offset)) }
    var withdrawn: [NLRI] = []
    var nlri: [NLRI] = []
    read(message.withdrawnSection(in: context), "withdrawn routes", into: &withdrawn, &faults)
    if let unreach = decoded.unreach { read(unreach, "MP_UNREACH_NLRI", into: &withdrawn, &faults) }
    read(message.nlriSection(in: context, nextHop: decoded.nextHop), "NLRI", into: &nlri, &faults)
    if let reach = decoded.reach { read(reach, "MP_REACH_NLRI", into: &nlri, &faults) }
    let summary = AttributeSummary(AttributeView(decoded.canonical), nextHop: decoded.nextHop ?? decoded.reach?.nextHop)
    let update = DecodedUpdate(
      withdrawn: withdrawn, attributes: summary, nlri: nlri, hasPathIDs: context.addPath != [], endOfRIB: message.isEndOfRIB)
    return (update, faults)
  }

  private static func read(_ section: FamilyNLRI, _ field: String, into list: inout [NLRI], _ faults: inout [DecodedFault]) {
    var reader = section.reader
    do throws(AttributeFault) {
      while let nlri = try reader.next() { list.append(nlri) }
    } catch {
      faults.append(DecodedFault(attribute: field, scope: error.scope, problem: error.problem))
    }
  }
}

/// A fault in words.
public struct DecodedFault: Hashable, Sendable {
  /// The attribute or field; nil for the message as a whole.
  public var attribute: String?
  /// How far it reaches.
  public var scope: FaultScope
  /// What is wrong.
  public var problem: String
  /// The attribute's octets, header included; empty when there are none.
  public var octets: [UInt8]

  /// Joins the parts.
  public init(attribute: String?, scope: FaultScope, problem: String, octets: [UInt8] = []) {
    self.attribute = attribute
    self.scope = scope
    self.problem = problem
    self.octets = octets
  }

  /// Puts a fault into words.
  init(_ fault: AttributeFault, octets: [UInt8]) {
    let hasOctets = fault.attribute != nil && fault.kind != .missing
    self.init(
      attribute: fault.attribute?.description, scope: fault.scope, problem: fault.problem, octets: hasOctets ? octets : [])
  }
}
