import Glibc

/// Finds out why a Unix socket cannot be connected to, which an HTTP client only tells after many tries.
enum SocketProbe {
  /// Succeeds when somebody accepts connections there.
  static func check(_ path: String) throws(CommandFailure) {
    switch connectError(path) {
    case 0: return
    case EACCES, EPERM:
      throw CommandFailure(
        .notPermitted, "\(path): you may not open the daemon's socket", mend: "use sudo, or join the socket's group (ls -l \(path))")
    case ENOENT:
      throw CommandFailure(
        .unreachable, "\(path): there is no such socket",
        mend: "is apusd running (systemctl status apusd)? Otherwise name its socket by --socket or APUS_SOCKET")
    case ECONNREFUSED where !isSocket(path):
      throw CommandFailure(.unreachable, "\(path): it is no socket", mend: "name the daemon's socket by --socket or APUS_SOCKET")
    case ECONNREFUSED:
      throw CommandFailure(.unreachable, "\(path): apusd is not running; a dead socket is left", mend: "start it: systemctl start apusd")
    case ENAMETOOLONG:
      throw CommandFailure(.unreachable, "\(path): the path is too long for a socket", mend: "a socket's path has at most 107 bytes")
    case let code:
      throw CommandFailure(
        .unreachable, "\(path): \(String(cString: strerror(code)))", mend: "name the daemon's socket by --socket or APUS_SOCKET")
    }
  }

  private static func isSocket(_ path: String) -> Bool {
    var information = stat()
    return stat(path, &information) == 0 && information.st_mode & S_IFMT == S_IFSOCK
  }

  private static func connectError(_ path: String) -> CInt {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    guard path.utf8.count < MemoryLayout.size(ofValue: address.sun_path) else { return ENAMETOOLONG }
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
    let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { return errno }
    defer { close(descriptor) }
    let result = withUnsafePointer(to: address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) }
    }
    return result == 0 ? 0 : errno
  }
}
