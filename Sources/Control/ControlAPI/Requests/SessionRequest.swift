/// The details of a ``SessionAction``.
public struct SessionRequest: Hashable, Codable, Sendable {
  /// Which way a refresh goes.
  public enum Direction: String, Codable, Sendable, CaseIterable {
    /// Ask the peer for its routes again.
    case `in`
    /// Send ours again.
    case out
  }

  /// For the peer to read (RFC 9003) and for the log.
  @OrNull public var reason: String?
  /// Which way a refresh goes; nil: both.
  @OrNull public var soft: Direction?

  /// Joins the parts.
  public init(reason: String? = nil, soft: Direction? = nil) {
    _reason = OrNull(wrappedValue: reason)
    _soft = OrNull(wrappedValue: soft)
  }
}
