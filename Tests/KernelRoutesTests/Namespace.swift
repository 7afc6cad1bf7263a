import Glibc
import NetTypes
import Synchronization

@testable import KernelRoutes

/// A network namespace of its own, made by unshare(2) in a thread of the test process; it ends with the last descriptor and socket.
///
/// It has a veth pair `ve0`-`ve1` with 10.0.0.1/24 and fd00::1/64 on `ve0`, and a default way to nowhere.
final class Namespace: Sendable {
  private let descriptor: Int32

  /// Whether the process may make namespaces at all.
  static var isAvailable: Bool { geteuid() == 0 && access("/usr/sbin/ip", X_OK) == 0 || access("/sbin/ip", X_OK) == 0 && geteuid() == 0 }
  static let reason = "needs root and ip(8), for a network namespace of its own"

  // Glibc's Swift module leaves both out (they need _GNU_SOURCE).
  private typealias Unshare = @convention(c) (Int32) -> Int32
  private typealias SetNamespace = @convention(c) (Int32, Int32) -> Int32
  private static let newNetwork: Int32 = 0x4000_0000  // CLONE_NEWNET

  private static func function<Function>(_ name: String, as type: Function.Type) throws -> Function {
    guard let symbol = dlsym(nil, name) else { throw BadText(text: name) }
    return unsafeBitCast(symbol, to: type)
  }

  init() throws {
    let unshare = try Self.function("unshare", as: Unshare.self)
    let opened = try Self.onThread { () -> Int32 in
      guard unshare(Self.newNetwork) == 0 else { throw BadText(text: "unshare: \(errno)") }
      return open("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC)
    }
    descriptor = opened
    try ip(
      "link set lo up", "link add ve0 type veth peer name ve1", "link set ve0 up", "link set ve1 up", "addr add 10.0.0.1/24 dev ve0",
      "-6 addr add fd00::1/64 dev ve0 nodad")
  }

  deinit { close(descriptor) }

  /// Runs something on a thread that is inside.
  func inside<Result: Sendable>(_ work: @Sendable @escaping () throws -> Result) throws -> Result {
    let enter = try Self.function("setns", as: SetNamespace.self)
    let descriptor = self.descriptor
    return try Self.onThread {
      guard enter(descriptor, Self.newNetwork) == 0 else { throw BadText(text: "setns: \(errno)") }
      return try work()
    }
  }

  /// Runs ip(8) with each of the commands.
  func ip(_ commands: String...) throws {
    for command in commands where try shell("ip \(command) >/dev/null 2>&1").status != 0 { throw BadText(text: "ip \(command)") }
  }

  /// What ip(8) prints.
  func show(_ command: String) throws -> String { try shell("ip \(command)").output }

  /// Runs a shell command inside, with its standard output.
  func shell(_ command: String) throws -> (status: Int32, output: String) {
    try inside {
      guard let pipe = popen("export PATH=$PATH:/usr/sbin:/sbin; \(command)", "r") else { throw BadText(text: command) }
      var bytes: [UInt8] = []
      var buffer = [UInt8](repeating: 0, count: 65536)
      while true {
        let count = fread(&buffer, 1, buffer.count, pipe)
        if count == 0 { break }
        bytes += buffer[..<count]
      }
      return (pclose(pipe), String(decoding: bytes, as: UTF8.self))
    }
  }

  private static func onThread<Result: Sendable>(_ work: @Sendable @escaping () throws -> Result) throws -> Result {
    let box = WorkBox { Swift.Result { try work() } }
    var thread = pthread_t()
    let outcome = pthread_create(
      &thread, nil,
      { argument in
        if let argument { Unmanaged<AnyWork>.fromOpaque(argument).takeUnretainedValue().run() }
        return nil
      }, Unmanaged<AnyWork>.passUnretained(box).toOpaque())
    guard outcome == 0 else { throw BadText(text: "pthread_create: \(outcome)") }
    pthread_join(thread, nil)
    guard let result = box.result else { throw BadText(text: "the thread ended without a result") }
    return try result.get()
  }
}

private class AnyWork {
  func run() {}
}

private final class WorkBox<Success>: AnyWork {
  private let work: () -> Result<Success, any Error>
  private(set) var result: Result<Success, any Error>?

  init(_ work: @escaping () -> Result<Success, any Error>) { self.work = work }

  override func run() { result = work() }
}

/// A kernel thread inside a namespace, with all that it told.
final class Bench: Sendable {
  let namespace: Namespace
  let service: KernelRoutesService
  private let log: Log

  final class Log: Sendable {
    let events = Mutex<[(at: MonotonicTime, event: KernelEvent)]>([])
    let isHeld = Atomic<Bool>(false)
  }

  init(_ namespace: Namespace, _ configuration: KernelRoutesConfiguration = KernelRoutesConfiguration()) throws {
    let log = Log()
    self.log = log
    self.namespace = namespace
    let service = try KernelRoutesService(configuration: configuration) { batch in
      let now = KernelLoop.now()
      log.events.withLock { $0 += batch.map { (now, $0) } }
      while log.isHeld.load(ordering: .acquiring) { usleep(500) }
    }
    self.service = service
    try namespace.inside { try service.start() }
    try wait("ready") { $0 == .ready }
  }

  deinit { service.stop() }

  var events: [KernelEvent] { log.events.withLock { $0.map(\.event) } }

  /// Keeps the kernel thread in its callback, from the next one on, while something is done.
  func holding<Outcome>(_ work: () throws -> Outcome) rethrows -> Outcome {
    log.isHeld.store(true, ordering: .releasing)
    defer { log.isHeld.store(false, ordering: .releasing) }
    return try work()
  }

  func forget() { log.events.withLock { $0.removeAll() } }

  /// Waits until an event fits; says when it was told.
  @discardableResult
  func wait(_ what: String, seconds: Int = 10, _ fits: (KernelEvent) -> Bool) throws -> MonotonicTime {
    let deadline = KernelLoop.now() + .seconds(seconds)
    while KernelLoop.now() < deadline {
      if let entry = log.events.withLock({ $0.first { fits($0.event) } }) { return entry.at }
      usleep(200)
    }
    throw BadText(text: "no event in \(seconds) s: \(what); told: \(events.suffix(20))")
  }

  /// Waits until something is true.
  func wait(until what: String, seconds: Int = 10, _ isTrue: () throws -> Bool) throws {
    let deadline = KernelLoop.now() + .seconds(seconds)
    while try !isTrue() {
      if KernelLoop.now() > deadline {
        throw BadText(text: "not in \(seconds) s: \(what); \(service.statistics); told: \(events.suffix(20))")
      }
      usleep(1000)
    }
  }

  func waitInstalled(_ text: String, seconds: Int = 10) throws {
    let prefix = try prefix(text)
    try wait("\(text) installed", seconds: seconds) { if case .installed(let prefixes) = $0 { prefixes.contains(prefix) } else { false } }
  }

  func waitRemoved(_ text: String) throws {
    let prefix = try prefix(text)
    try wait("\(text) removed") { if case .removed(let prefixes) = $0 { prefixes.contains(prefix) } else { false } }
  }

  func waitRefused(_ text: String) throws -> RouteRefusal {
    let prefix = try prefix(text)
    var found: RouteRefusal?
    try wait("\(text) refused") {
      if case .refused(let refusals) = $0 { found = refusals.first { $0.prefix == prefix } }
      return found != nil
    }
    guard let found else { throw BadText(text: text) }
    return found
  }
}
