/// A session's password (TCP-MD5, RFC 2385) and where it was read from. Its text form never shows the secret.
public struct Password: Hashable, Sendable {
  /// Where the secret comes from.
  public enum Source: Hashable, Sendable {
    /// A file's content without its last line end.
    case file(String)
    /// An environment variable.
    case environment(String)
  }

  /// Where the secret comes from.
  public var source: Source
  /// The secret itself, for the socket alone.
  public var secret: String

  /// Joins the parts.
  public init(source: Source, secret: String) {
    self.source = source
    self.secret = secret
  }

  /// The longest key that the kernel takes (TCP_MD5SIG_MAXKEYLEN), in bytes.
  public static let maximumLength = 80
}

extension Password: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  /// Names the source, never the secret.
  public var description: String {
    switch source {
    case .file(let path): "password from file \(path)"
    case .environment(let name): "password from environment variable \(name)"
    }
  }

  /// As ``description``.
  public var debugDescription: String { description }

  /// Shows the source alone, so that `dump` and test failures do not print the secret either.
  public var customMirror: Mirror { Mirror(self, children: ["source": source]) }
}
