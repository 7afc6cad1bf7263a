/// What a store did and should not have done.
public struct ConformanceFailure: Error, CustomStringConvertible {
  /// One sentence.
  public let description: String
  /// The line of the check.
  public let line: UInt

  init(_ description: String, line: UInt) {
    self.description = description
    self.line = line
  }
}
