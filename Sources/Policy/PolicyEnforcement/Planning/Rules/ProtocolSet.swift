/// IP protocols: these, or all but these.
struct ProtocolSet: Hashable {
  /// The protocols whose ports rules look at: TCP, UDP and SCTP.
  static let withPorts = ProtocolSet(values: [6, 17, 132], isNegated: false)
  static let withoutPorts = ProtocolSet(values: [6, 17, 132], isNegated: true)
  static let any = ProtocolSet(values: [], isNegated: true)

  var values: Set<UInt8>
  var isNegated: Bool

  /// None at all.
  var isEmpty: Bool { !isNegated && values.isEmpty }

  /// Those that are in both.
  func intersection(_ other: ProtocolSet) -> ProtocolSet {
    switch (isNegated, other.isNegated) {
    case (false, false): ProtocolSet(values: values.intersection(other.values), isNegated: false)
    case (false, true): ProtocolSet(values: values.subtracting(other.values), isNegated: false)
    case (true, false): ProtocolSet(values: other.values.subtracting(values), isNegated: false)
    case (true, true): ProtocolSet(values: values.union(other.values), isNegated: true)
    }
  }

  /// The condition on a packet; nil for any.
  var match: PacketMatch? { isNegated && values.isEmpty ? nil : .ipProtocol(values.sorted(), negated: isNegated) }
}
