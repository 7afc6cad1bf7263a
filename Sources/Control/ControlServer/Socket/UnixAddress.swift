import Glibc

/// The address of a Unix socket.
struct UnixAddress {
  /// Bytes of a path that fit, the closing zero not counted: `sun_path` has 108.
  static let maximumPathLength = 107

  private var address = sockaddr_un()

  /// The address of a path, which must not be longer than ``maximumPathLength``.
  init(_ path: String) {
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8.prefix(Self.maximumPathLength)) }
  }

  /// Whether a process accepts connections there.
  func answers() -> Bool {
    let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    return withUnsafePointer(to: address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) == 0
      }
    }
  }
}
