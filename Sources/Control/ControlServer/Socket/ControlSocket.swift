import Glibc

/// The path of the daemon's Unix socket, claimed for this process alone.
///
/// A lock on `PATH.lock`, which the kernel releases even when the process is killed, decides who owns the path. So a socket file that a
/// killed daemon left is replaced, and that of a living one never. The lock file itself stays: removing it would let two daemons lock
/// two different files of the same name.
public struct ControlSocket: ~Copyable {
  /// Why the path cannot be used.
  public enum Refusal: Error, Hashable, Sendable {
    /// A living process listens there.
    case inUse(path: String, process: String?)
    /// The path is longer than a Unix socket's address can be.
    case tooLong(path: String, limit: Int)
    /// There is something that is no socket.
    case notASocket(path: String)
    /// The operating system refused.
    case system(path: String, detail: String, notPermitted: Bool)
  }

  /// The path.
  public let path: String
  private let lock: CInt

  /// Claims the path: locks it, makes sure that nobody answers there, removes a dead socket file.
  public init(claiming path: String) throws(Refusal) {
    let limit = UnixAddress.maximumPathLength
    guard !path.isEmpty, path.utf8.count <= limit else { throw .tooLong(path: path, limit: limit) }
    let lock = try Self.lock(path)
    do throws(Refusal) {
      try Self.removeDeadSocket(path)
    } catch {
      close(lock)
      throw error
    }
    self.path = path
    self.lock = lock
  }

  deinit { close(lock) }

  /// Owner and group may talk to the daemon, nobody else: who may write to the socket may change routes.
  static func restrictPermissions(of path: String) throws(Refusal) {
    if chmod(path, 0o660) != 0 { throw Self.failure(path, "set the permissions of") }
  }

  /// Removes the socket file at the end.
  public func removeFile() { unlink(path) }

  private static func lock(_ path: String) throws(Refusal) -> CInt {
    let descriptor = open(path + ".lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw failure(path, "create a lock beside") }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      let process = owner(descriptor)
      close(descriptor)
      throw .inUse(path: path, process: process)
    }
    let text = Array("\(getpid())\n".utf8)
    ftruncate(descriptor, 0)
    _ = text.withUnsafeBytes { pwrite(descriptor, $0.baseAddress, $0.count, 0) }
    return descriptor
  }

  /// The process that wrote its number into the lock file.
  private static func owner(_ descriptor: CInt) -> String? {
    var bytes = [UInt8](repeating: 0, count: 16)
    let count = bytes.withUnsafeMutableBytes { pread(descriptor, $0.baseAddress, $0.count, 0) }
    let digits = bytes.prefix(max(0, count)).prefix { $0 >= 48 && $0 <= 57 }
    return digits.isEmpty ? nil : String(decoding: digits, as: UTF8.self)
  }

  private static func removeDeadSocket(_ path: String) throws(Refusal) {
    var information = stat()
    guard lstat(path, &information) == 0 else {
      if errno == ENOENT { return }
      throw failure(path, "look at")
    }
    guard information.st_mode & S_IFMT == S_IFSOCK else { throw .notASocket(path: path) }
    // Not a daemon of this version, or it could not have been locked; but somebody answers.
    if UnixAddress(path).answers() { throw .inUse(path: path, process: nil) }
    if unlink(path) != 0 && errno != ENOENT { throw failure(path, "remove the dead socket") }
  }

  private static func failure(_ path: String, _ doing: String) -> Refusal {
    let code = errno
    return .system(
      path: path, detail: "cannot \(doing) it: \(String(cString: strerror(code)))", notPermitted: code == EACCES || code == EPERM)
  }
}

extension ControlSocket.Refusal: CustomStringConvertible {
  /// What is in the way and how to mend it.
  public var description: String {
    switch self {
    case .inUse(let path, let process):
      "\(path): another apusd\(process.map { " (process \($0))" } ?? "") listens on this socket; stop it, or set api.socket to another path"
    case .tooLong(let path, let limit):
      "api.socket: \"\(path)\" has \(path.utf8.count) bytes; a socket's path has 1...\(limit)"
    case .notASocket(let path):
      "\(path): exists and is no socket; remove it, or set api.socket to another path"
    case .system(let path, let detail, let notPermitted):
      "\(path): \(detail)\(notPermitted ? "; run as root, or set api.socket to a path that you may write to" : "; does its directory exist?")"
    }
  }
}
