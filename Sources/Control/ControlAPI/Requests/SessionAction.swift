/// What an operator can do to a session.
public enum SessionAction: String, Codable, Sendable, CaseIterable {
  /// Bring it up again after a disable.
  case enable
  /// Take it down and keep it down.
  case disable
  /// Take it down and up again.
  case reset
  /// Exchange the routes again without taking it down.
  case refresh
}
