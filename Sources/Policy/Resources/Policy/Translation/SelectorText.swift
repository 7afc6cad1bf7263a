import Selectors

/// Writing and rewriting texts of the selector language.
public enum SelectorText {
  /// A value in quotes. One that holds both kinds of quotes cannot be written; the text that comes out is then refused when it is read.
  public static func quoted(_ value: String) -> String { value.utf8.contains(UInt8(ascii: "\"")) ? "'\(value)'" : "\"\(value)\"" }

  /// A set of values.
  public static func set(_ values: [String]) -> String { "{\(values.map(quoted).joined(separator: ", "))}" }

  /// The text with a prefix before each label name, and a meaning for `all()` and `global()`. A text that is no selector stays as it is, to
  /// be refused when it is read.
  static func rewrite(
    _ text: String, prefix: String = "", all: Selector.Expression = .all, global: Selector.Expression = .global
  ) -> String {
    // An empty text means everything without saying `all()`: there is nothing in it to give a meaning to.
    guard text.contains(where: { $0 != " " && $0 != "\t" }), let selector = try? Selector(text) else { return text }
    return selector.prefixingNames(with: prefix).replacing(all: all, global: global).canonical
  }
}
