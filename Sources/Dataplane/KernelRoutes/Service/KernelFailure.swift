/// Why the kernel thread could not start.
public struct KernelFailure: Error, Hashable, Sendable, CustomStringConvertible {
  /// What was attempted.
  public var operation: String
  /// The error number.
  public var errno: Int32

  /// Joins the parts.
  public init(operation: String, errno: Int32) {
    self.operation = operation
    self.errno = errno
  }

  /// One line.
  public var description: String { "\(operation): \(KernelRefusal.text(of: errno))" }
}
