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
