/// What a request that changes something did.
public struct ActionResult: Hashable, Codable, Sendable {
  /// Whether anything changed; false when it was so already.
  public var changed: Bool
  /// What was done, one sentence.
  public var text: String

  /// Joins the parts.
  public init(changed: Bool = true, _ text: String) {
    self.changed = changed
    self.text = text
  }
}
