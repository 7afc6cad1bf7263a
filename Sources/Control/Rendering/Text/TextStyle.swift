/// How a piece of text looks on a terminal that knows colours.
public enum TextStyle: String, Sendable, CaseIterable {
  /// As it is.
  case plain
  /// Everything is well.
  case good
  /// Something is wrong.
  case bad
  /// Something is not as it should be, or on its way.
  case warning
  /// Less important.
  case faint
  /// A heading.
  case strong

  /// The sequence that switches it on; ECMA-48 §8.3.117, the colours that every theme defines.
  var sequence: String {
    switch self {
    case .plain: ""
    case .good: "\u{1B}[32m"
    case .bad: "\u{1B}[31m"
    case .warning: "\u{1B}[33m"
    case .faint: "\u{1B}[2m"
    case .strong: "\u{1B}[1m"
    }
  }
}

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
