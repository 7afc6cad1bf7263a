import Glibc

/// What the system did not allow.
struct SocketFailure: Error, CustomStringConvertible {
  let description: String

  init(_ what: String, errno code: Int32) { description = "\(what): \(String(cString: strerror(code)))" }
}
