import Resources

/// Why a model cannot be evaluated: all that is wrong with it.
public struct CompilationFaults: Error, Hashable, Sendable {
  /// In the order of the policies.
  public var faults: [CompilationFault]
}

/// One thing that is wrong.
public struct CompilationFault: Hashable, Sendable, CustomStringConvertible {
  /// The policy or profile.
  public var object: String
  /// What is wrong with it.
  public var problem: String

  /// One line.
  public var description: String { "\(object): \(problem)" }
}
