/// Whether text is coloured.
public struct Palette: Hashable, Sendable {
  /// Whether it is.
  public var isColoured: Bool

  /// Decides for or against colour.
  public init(isColoured: Bool) { self.isColoured = isColoured }

  /// Colour only on a terminal, and only if `NO_COLOR` is unset or empty (no-color.org) and the terminal is not a dumb one.
  public init(isTerminal: Bool, environment: [String: String]) {
    isColoured = isTerminal && (environment["NO_COLOR"] ?? "").isEmpty && environment["TERM"] != "dumb"
  }

  /// The text in a style.
  public func apply(_ style: TextStyle, to text: String) -> String {
    isColoured && style != .plain && !text.isEmpty ? "\(style.sequence)\(text)\u{1B}[0m" : text
  }
}
