/// A TCP-MD5 key (RFC 2385). Its text form never shows it, so that no log or dump can.
public struct Password: Hashable, Sendable {
  /// The key's octets: 1...80, the kernel's limit.
  public let octets: [UInt8]

  /// Wraps a key; nil when it is empty or longer than the kernel takes.
  public init?(_ octets: [UInt8]) {
    guard (1...80).contains(octets.count) else { return nil }
    self.octets = octets
  }
}

extension Password: CustomStringConvertible, CustomDebugStringConvertible {
  /// Says only that there is one.
  public var description: String { "(set)" }
  /// Says only that there is one.
  public var debugDescription: String { "(set)" }
}
