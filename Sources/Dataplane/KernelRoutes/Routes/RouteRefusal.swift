import NetTypes

/// A route that could not be put into the kernel, with the reason and what would mend it.
public struct RouteRefusal: Hashable, Sendable {
  /// The destination.
  public var prefix: IPPrefix
  /// Why, e.g. `Network is unreachable (Nexthop has invalid gateway)`.
  public var reason: String
  /// What would mend it; nil when nothing better can be said than the reason.
  public var mend: String?
  /// The time until the next attempt, unless a change of the network comes first.
  public var retryIn: Duration

  /// Joins the parts.
  public init(prefix: IPPrefix, reason: String, mend: String?, retryIn: Duration) {
    self.prefix = prefix
    self.reason = reason
    self.mend = mend
    self.retryIn = retryIn
  }
}

extension RouteRefusal: CustomStringConvertible {
  /// Reason and mend in one line.
  public var description: String { "\(prefix): \(reason)\(mend.map { "; \($0)" } ?? "")" }
}
