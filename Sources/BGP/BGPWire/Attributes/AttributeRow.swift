/// What the table knows of one path attribute.
struct AttributeRow: Sendable {
  /// The code.
  let type: AttributeType
  /// The name in the RFC.
  let name: String
  /// Optional and Transitive as the attribute's RFC wants them.
  let flags: AttributeFlags
  /// What a malformed attribute costs.
  let scope: FaultScope
  /// What wrong flags cost: treat-as-withdraw, unless the attribute's own RFC says otherwise (RFC 7606 §3 c).
  var flagScope: FaultScope { type == .aigp ? .attributeDiscard : .treatAsWithdraw }
  /// What a length may be.
  let length: Length
  /// From whom the attribute is taken; from others it is discarded unread.
  let accepted: Acceptance
  /// Its value for people, nil when it makes no sense; only called with values that passed decoding.
  let read: @Sendable (UnsafeRawBufferPointer) -> AttributeValue?

  /// The lengths of an attribute that are not malformed.
  enum Length: Sendable {
    /// This many octets.
    case exactly(UInt16)
    /// A multiple of this many octets, at least one.
    case multiple(UInt16)
    /// Decided by the attribute's own syntax.
    case any
  }

  /// From whom an attribute is taken.
  enum Acceptance: UInt8, Sendable {
    /// From every peer.
    case everyone
    /// From peers of our AS or confederation.
    case confederation
    /// From peers of our AS.
    case `internal`
  }
}

/// A row boiled down to what the decoder compares on every attribute: 10 octets, no reference in it.
struct AttributeRule {
  /// Whether there is a row.
  var isKnown = false
  /// Optional and Transitive as they must be.
  var flags: UInt8 = 0
  /// What a malformed attribute costs.
  var scope: FaultScope = .attributeDiscard
  /// What wrong flags cost.
  var flagScope: FaultScope = .treatAsWithdraw
  /// From whom it is taken.
  var accepted: AttributeRow.Acceptance = .everyone
  /// The length, or the unit of it; 0 when the syntax decides.
  var unit: UInt16 = 0
  /// Whether several units are well.
  var isMultiple = false

  /// The rule of a code that Apus does not know.
  init() {}

  /// The rule of a row.
  init(_ row: AttributeRow) {
    isKnown = true
    flags = row.flags.rawValue
    scope = row.scope
    flagScope = row.flagScope
    accepted = row.accepted
    switch row.length {
    case .exactly(let length): unit = length
    case .multiple(let length): (unit, isMultiple) = (length, true)
    case .any: unit = 0
    }
  }

  /// Whether a length is one that the attribute may have. ATOMIC_AGGREGATE, whose length is 0, is the decoder's own case.
  @inline(__always)
  func allows(_ length: Int) -> Bool {
    if unit == 0 || length == Int(unit) { return true }
    return isMultiple && length != 0 && (unit == 4 ? length & 3 : length % Int(unit)) == 0
  }
}
