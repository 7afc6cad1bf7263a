import ControlServer
import Foundation
import Testing

@Suite("The socket's path")
final class ControlSocketTests {
  private let directory = RunningServer.temporaryDirectory()
  private var path: String { directory + "/apus.sock" }

  deinit { try? FileManager.default.removeItem(atPath: directory) }

  @Test("a living owner is never replaced, and is named")
  func living() throws {
    let first = try ControlSocket(claiming: path)
    let refusal = #expect(throws: ControlSocket.Refusal.self) { _ = try ControlSocket(claiming: path) }
    #expect(refusal == .inUse(path: path, process: String(getpid())))
    #expect(
      refusal?.description
        == "\(path): another apusd (process \(getpid())) listens on this socket; stop it, or set api.socket to another path")
    #expect(first.path == path)
  }

  @Test("the path is free again when its owner is gone")
  func released() throws {
    do { _ = try ControlSocket(claiming: path) }
    _ = try ControlSocket(claiming: path)
  }

  @Test("a dead socket file is replaced")
  func dead() throws {
    let descriptor = try bound(listens: true)
    close(descriptor)
    #expect(FileManager.default.fileExists(atPath: path))
    _ = try ControlSocket(claiming: path)
    #expect(!FileManager.default.fileExists(atPath: path))
  }

  @Test("a socket that another program listens on is left alone")
  func foreign() throws {
    let descriptor = try bound(listens: true)
    defer { close(descriptor) }
    #expect(throws: ControlSocket.Refusal.inUse(path: path, process: nil)) { _ = try ControlSocket(claiming: path) }
    #expect(FileManager.default.fileExists(atPath: path))
  }

  @Test("a file that is no socket is left alone")
  func notASocket() throws {
    try Data("precious".utf8).write(to: URL(fileURLWithPath: path))
    #expect(throws: ControlSocket.Refusal.notASocket(path: path)) { _ = try ControlSocket(claiming: path) }
    #expect(try String(contentsOfFile: path, encoding: .utf8) == "precious")
  }

  @Test("a path that does not fit, or whose directory is missing, is refused before anything is touched")
  func impossible() throws {
    let long = "/tmp/" + String(repeating: "x", count: 120)
    #expect(throws: ControlSocket.Refusal.tooLong(path: long, limit: 107)) { _ = try ControlSocket(claiming: long) }
    let refusal = #expect(throws: ControlSocket.Refusal.self) { _ = try ControlSocket(claiming: "/nonexistent/apus.sock") }
    #expect(refusal?.description.contains("does its directory exist?") == true)
  }

  private func bound(listens: Bool) throws -> CInt {
    let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
    let result = withUnsafePointer(to: address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) }
    }
    try #require(result == 0)
    if listens { try #require(listen(descriptor, 1) == 0) }
    return descriptor
  }
}
