/// The envelope of ``ControlError``: `{"error": {…}}`.
public struct ErrorBody: Codable, Sendable {
  /// The refusal.
  public var error: ControlError

  /// Wraps the refusal.
  public init(error: ControlError) { self.error = error }
}
