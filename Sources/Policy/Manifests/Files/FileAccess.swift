import Foundation

/// How the reader reaches the world outside the text: tests give it a table instead of a disk.
public struct FileAccess: Sendable {
  /// The bytes of a file.
  public var read: @Sendable (String) throws(FileFailure) -> [UInt8]
  /// The names in a folder, sorted; nil when it is none.
  public var list: @Sendable (String) -> [String]?
  /// The value of an environment variable.
  public var environment: @Sendable (String) -> String?
  /// The name of this host.
  public var hostName: @Sendable () -> String

  /// Joins the parts.
  public init(
    read: @escaping @Sendable (String) throws(FileFailure) -> [UInt8], list: @escaping @Sendable (String) -> [String]?,
    environment: @escaping @Sendable (String) -> String?, hostName: @escaping @Sendable () -> String
  ) {
    self.read = read
    self.list = list
    self.environment = environment
    self.hostName = hostName
  }

  /// This machine.
  public static let machine = FileAccess(
    read: { path throws(FileFailure) in try readFile(path) },
    list: { path in
      var isFolder: ObjCBool = false
      guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue else { return nil }
      return ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).sorted()
    },
    environment: { ProcessInfo.processInfo.environment[$0] },
    hostName: {
      let name = (try? readFile("/proc/sys/kernel/hostname")).map { String(decoding: $0, as: UTF8.self) } ?? ""
      return name.trimmingCharacters(in: .whitespacesAndNewlines)
    })

  /// No file that Apus reads is larger; this one is probably not what was meant (a device, a log).
  private static let maximumSize = 64 << 20

  private static func readFile(_ path: String) throws(FileFailure) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    if descriptor < 0 { throw FileFailure(reason: String(cString: strerror(errno))) }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = Glibc.read(descriptor, &chunk, chunk.count)
      if count < 0 && errno == EINTR { continue }
      if count < 0 { throw FileFailure(reason: String(cString: strerror(errno))) }
      if count == 0 { return bytes }
      bytes += chunk[..<count]
      if bytes.count > maximumSize { throw FileFailure(reason: "larger than 64 MiB") }
    }
  }
}

/// Why a file could not be read.
public struct FileFailure: Error, Hashable, Sendable {
  /// The system's words, e.g. `No such file or directory`.
  public var reason: String

  /// Wraps the words.
  public init(reason: String) { self.reason = reason }
}
