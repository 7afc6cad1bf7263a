/// Why the kernel's table is not what it should be.
public struct NftablesFailure: Error, Hashable, Sendable, CustomStringConvertible {
  /// What was tried.
  public let operation: String
  /// What came of it: the words of the kernel or of nft(8).
  public let reason: String

  /// One line, or what nft(8) said.
  public var description: String { "cannot \(operation): \(reason)" }
}
