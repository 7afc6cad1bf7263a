import Glibc

/// A system call that failed: which, on what, and the kernel's reason.
public struct SystemError: Error, Hashable, Sendable {
  /// The call or step, like `connect`.
  public var operation: String
  /// The error number.
  public var code: Int32

  /// Captures `errno` right after a call.
  public init(_ operation: String, code: Int32 = errno) {
    self.operation = operation
    self.code = code
  }

  /// The kernel's text for the number, like "Connection refused".
  public var reason: String {
    var buffer = [CChar](repeating: 0, count: 128)
    guard strerror_r(code, &buffer, buffer.count) == 0 else { return "error \(code)" }
    return String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}

extension SystemError: CustomStringConvertible {
  /// `connect: Connection refused`
  public var description: String { "\(operation): \(reason)" }
}
