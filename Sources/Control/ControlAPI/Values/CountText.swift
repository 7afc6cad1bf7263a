/// A number of things, with their noun in the right form.
public enum CountText {
  /// `1 error`, `3 errors`.
  public static func of(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }
}
