/// How far a malformed attribute reaches (RFC 7606 §2), mildest first; faults of one message fold by the maximum.
public enum FaultScope: UInt8, Sendable, Hashable, Comparable, CaseIterable {
  /// The attribute is dropped, the route is used without it.
  case attributeDiscard
  /// The message's routes are withdrawn.
  case treatAsWithdraw
  /// The session goes on without this address family ("AFI/SAFI disable").
  case familyDisable
  /// The session is closed with a NOTIFICATION.
  case sessionReset

  /// Orders by severity.
  public static func < (left: FaultScope, right: FaultScope) -> Bool { left.rawValue < right.rawValue }

  /// The name in JSON and tables: `attribute-discard`, `treat-as-withdraw`, `family-disable`, `session-reset`.
  public var name: String {
    switch self {
    case .attributeDiscard: "attribute-discard"
    case .treatAsWithdraw: "treat-as-withdraw"
    case .familyDisable: "family-disable"
    case .sessionReset: "session-reset"
    }
  }
}
