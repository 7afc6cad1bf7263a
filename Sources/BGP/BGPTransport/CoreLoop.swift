import BGPRIB
import BGPSpeaker
import CLinux
import Glibc
import NetTypes
import Synchronization

/// The thread that owns the speaker: sockets, timers, RIB, everything on the path of a route.
///
/// One turn: read what is readable (at most 256 KiB of one socket, about twice that of all), run jobs of other threads, let the speaker work one slice, carry out its
/// effects, write. There is no lock on this path and no timer but the sessions' own. Other threads reach the speaker only by ``perform(_:)``.
///
/// It is `Sendable` because everything mutable is touched by its own thread alone, but for the mailbox and the stop flag.
public final class CoreLoop: @unchecked Sendable {
  /// Where the loop's results go; called on the loop's thread, so both must be quick.
  public struct Sinks {
    /// Routes for the kernel, in batches.
    public var kernel: ([KernelChange]) -> Void
    /// What happened, for logs and the event stream.
    public var events: ([SpeakerEvent]) -> Void

    /// Every peer has spoken or had its time: own kernel routes that nobody wanted by now are old.
    public var kernelRoutesComplete: () -> Void

    /// Joins the sinks.
    public init(
      kernel: @escaping ([KernelChange]) -> Void, kernelRoutesComplete: @escaping () -> Void, events: @escaping ([SpeakerEvent]) -> Void
    ) {
      self.kernel = kernel
      self.kernelRoutesComplete = kernelRoutesComplete
      self.events = events
    }
  }

  let speaker: Speaker
  let sinks: Sinks
  let mailbox: CoreMailbox
  var poller: Poller
  var listeners: [UInt32: Listener] = [:]
  var lastListener: UInt32 = 0
  var sockets: [LinkID: PeerSocket] = [:]
  /// The same by descriptor: who is written to is found without hashing.
  var socketsByDescriptor: [PeerSocket?] = []
  /// Links that have bytes to write and a socket that takes them.
  var writable: [(link: Link, socket: PeerSocket)] = []
  let readBuffer: UnsafeMutableRawBufferPointer
  private var routesAreComplete = false
  private let stopping = Atomic<Bool>(false)
  private var thread = pthread_t()

  static let mailboxToken = UInt64.max
  static let listenerTokens = UInt64(UInt32.max) << 32
  /// Room for one message that was cut by the end of a read, in front of the shared read buffer.
  static let remainderRoom = 65_536
  static let readSize = 262_144
  /// What a socket may have in any case, unless floods are held back.
  static let sharedReadSize = 32_768
  /// What it may have then: a message of the usual maximum.
  static let smallestReadSize = 4096
  /// Prefixes that the speaker may decide before the loop looks at its sockets again.
  static let sliceLimit = 65_536

  /// Takes the speaker over and opens the listening sockets; an address that cannot be bound is an error, nothing is left open then.
  public init(speaker: sending Speaker, sinks: sending Sinks) throws(SystemError) {
    self.speaker = speaker
    self.sinks = sinks
    mailbox = try CoreMailbox()
    poller = try Poller()
    readBuffer = .allocate(byteCount: Self.remainderRoom + Self.readSize, alignment: 64)
    try poller.add(mailbox.descriptor, token: Self.mailboxToken)
  }

  deinit { readBuffer.deallocate() }

  /// Starts the thread.
  public func start() throws(SystemError) {
    let box = Unmanaged.passRetained(self)
    let code = pthread_create(
      &thread, nil,
      { argument in
        guard let argument else { return nil }
        let loop = Unmanaged<CoreLoop>.fromOpaque(argument).takeRetainedValue()
        apus_name_thread("apus-core")
        apus_take_process_priority()
        loop.run()
        return nil
      }, box.toOpaque())
    if code != 0 {
      box.release()
      throw SystemError("pthread_create", code: code)
    }
  }

  /// Runs a job on the loop's thread, soon.
  public func perform(_ job: @escaping @Sendable (Speaker) -> Void) { mailbox.post(job) }

  /// Runs a job on the loop's thread and brings back what it returns.
  public func call<Result: Sendable>(_ job: @escaping @Sendable (Speaker) -> Result) async -> Result {
    await withCheckedContinuation { continuation in
      mailbox.post { continuation.resume(returning: job($0)) }
    }
  }

  /// Ends the loop after what is queued was written, and waits for its thread. Sessions should have been told before.
  public func stop() {
    if stopping.exchange(true, ordering: .acquiringAndReleasing) { return }
    mailbox.wake()
    pthread_join(thread, nil)
  }

  // MARK: The loop's thread

  private func run() {
    let events = UnsafeMutableBufferPointer<epoll_event>.allocate(capacity: 256)
    defer { events.deallocate() }
    carryOut()
    while !stopping.load(ordering: .acquiring) {
      turn(events)
    }
    for link in Array(sockets.keys) { closeSocket(link) }
    for listener in listeners.values { close(listener.descriptor) }
    for job in mailbox.take() { job(speaker) }
  }

  private func turn(_ events: UnsafeMutableBufferPointer<epoll_event>) {
    do throws(SystemError) {
      try poller.wait(milliseconds: timeout(), into: events) { ready in handle(ready) }
    } catch {
      sinks.events([SpeakerEvent(kind: .internalError, peer: nil, text: "\(error)")])
    }
    let now = MonotonicClock.now
    speaker.advance(at: now, limit: Self.sliceLimit)
    carryOut()
    write(at: now)
  }

  /// Milliseconds until something is due: 0 while work waits, rounded up so that a timer is not met early.
  private func timeout() -> Int32 {
    if speaker.hasPendingWork || !writable.isEmpty { return 0 }
    let deadline = speaker.nextDeadline
    if deadline == .distantFuture { return -1 }
    let left = deadline.nanoseconds - MonotonicClock.now.nanoseconds
    if left <= 0 { return 0 }
    return Int32(min((left + 999_999) / 1_000_000, 3_600_000))
  }

  private func handle(_ ready: Poller.Ready) {
    switch ready.token {
    case Self.mailboxToken:
      for job in mailbox.take() { job(speaker) }
    case Self.listenerTokens...:
      acceptAll(UInt32(truncatingIfNeeded: ready.token))
    default:
      handle(LinkID(rawValue: ready.token), ready)
    }
  }

  /// Does what the speaker decided, and hands its results on.
  private func carryOut() {
    var effects = speaker.takeEffects()
    while !effects.isEmpty {
      for effect in effects { carryOut(effect) }
      effects = speaker.takeEffects()
    }
    for link in speaker.takeLinksWithOutput() { enqueue(link) }
    let changes = speaker.takeKernelChanges()
    if !changes.isEmpty { sinks.kernel(changes) }
    // Told behind the changes that the last End-of-RIB caused, so that nothing wanted is taken for old.
    if routesAreComplete && !speaker.hasPendingWork {
      routesAreComplete = false
      sinks.kernelRoutesComplete()
    }
    let happened = speaker.takeEvents()
    if !happened.isEmpty { sinks.events(happened) }
  }

  private func carryOut(_ effect: SpeakerEffect) {
    switch effect {
    case .connect(let link, let endpoint, let options): connect(link, endpoint, options)
    case .close(let link): finish(link)
    case .retune(let link, let options): retune(link, options)
    case .kernelRoutesComplete: routesAreComplete = true
    case .listen(let endpoints, let passwords): listen(endpoints, passwords)
    case .password(let prefix, let password): setPassword(prefix, password)
    }
  }
}
