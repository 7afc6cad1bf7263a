/// What a filter says of a route: accept or refuse, and the rule that decided.
public struct FilterVerdict: Hashable, Sendable {
  /// The rule's place in its ``FilterProgram``; ``unmatched`` when no rule matched.
  public let rule: UInt16
  /// Whether the route is taken.
  public let isAccepted: Bool

  /// Joins the parts.
  @inlinable
  public init(rule: UInt16, isAccepted: Bool) { (self.rule, self.isAccepted) = (rule, isAccepted) }

  /// The rule number of the end of all filters.
  public static let unmatched: UInt16 = .max

  /// No rule matched: accepted, as Calico does.
  @inlinable
  public static var byDefault: FilterVerdict { FilterVerdict(rule: .max, isAccepted: true) }
}
