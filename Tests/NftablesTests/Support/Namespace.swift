import Foundation
import Testing

/// A network namespace of its own for the time of some work, on a thread that ends with it.
enum Namespace {
  private typealias Unshare = @convention(c) (Int32) -> Int32

  private typealias SetNamespace = @convention(c) (Int32, Int32) -> Int32
  private static let network: Int32 = 0x4000_0000  // CLONE_NEWNET

  static func inside<Outcome: Sendable>(_ work: @Sendable @escaping () throws -> Outcome) throws -> Outcome {
    try onThread {
      guard let symbol = dlsym(nil, "unshare") else { throw UnknownExpression("unshare") }
      guard unsafeBitCast(symbol, to: Unshare.self)(network) == 0 else { throw UnknownExpression("unshare: \(errno)") }
      return try work()
    }
  }

  /// In a namespace that has a name; sockets that are opened there stay there.
  static func inside<Outcome: Sendable>(named name: String, _ work: @Sendable @escaping () throws -> Outcome) throws -> Outcome {
    try onThread {
      guard let symbol = dlsym(nil, "setns") else { throw UnknownExpression("setns") }
      let descriptor = open("/run/netns/\(name)", O_RDONLY | O_CLOEXEC)
      defer { close(descriptor) }
      guard unsafeBitCast(symbol, to: SetNamespace.self)(descriptor, network) == 0 else { throw UnknownExpression("\(name): \(errno)") }
      return try work()
    }
  }

  // Glibc's Swift module leaves both functions out (they need _GNU_SOURCE), so they are looked up by name.
  private static func onThread<Outcome: Sendable>(_ work: @Sendable @escaping () throws -> Outcome) throws -> Outcome {
    let box = Box<Outcome>()
    let thread = Thread {
      box.outcome = Result { try work() }
      box.done.signal()
    }
    thread.stackSize = 8 << 20
    thread.start()
    box.done.wait()
    return try #require(box.outcome).get()
  }

  /// Runs a shell command in the namespace of the calling thread and returns what it prints.
  @discardableResult
  static func shell(_ command: String) throws -> String {
    guard let pipe = popen("export PATH=$PATH:/usr/sbin:/sbin; { \(command)\n} 2>&1", "r") else { throw UnknownExpression(command) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65536)
    while case let count = fread(&buffer, 1, buffer.count, pipe), count > 0 { bytes += buffer[..<count] }
    let text = String(decoding: bytes, as: UTF8.self)
    if pclose(pipe) != 0 { throw UnknownExpression("\(command): \(text.prefix(1000))") }
    return text
  }

  private final class Box<Outcome>: @unchecked Sendable {
    let done = DispatchSemaphore(value: 0)
    var outcome: Result<Outcome, any Error>?
  }
}
